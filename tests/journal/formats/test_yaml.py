import yaml


def test_a_flow_is_a_document_without_what_is_not_there(download, written):
    document = yaml.safe_load(written("yaml"))
    first, second = document["exchanges"]
    assert (document["flow"], first["status"], second["status"]) == (1, 302, 200)
    assert first["user"] == "dev"
    assert "fault" not in first
    assert "abandoned" not in first
    assert second["token_relayed"] is True
    assert {"User-Agent": "cf/8"} in second["request_headers"]


def test_what_a_client_sent_is_only_text(attack, written):
    text = written("yaml")
    assert text.isascii()
    assert "t0psecret" not in text
    (exchange,) = yaml.safe_load(text)["exchanges"]
    assert exchange["path"].startswith("/v3/$(touch owned)`id`;'\"\\\n\x1b[2J")
    assert {"X-Empty": ""} in exchange["request_headers"]

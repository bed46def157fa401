import pytest

PROXY = "http://proxy.example:3128"


def test_without_proxies_all_is_in_order(doctor):
    assert [(each["standing"], each["says"]) for each in doctor("proxies")] == [("ok", "none is set")]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_without_exceptions_is_the_classic(doctor, name):
    (found,) = doctor("proxies", **{name: PROXY})
    assert (found["standing"], found["try"]) == ("problem", "export NO_PROXY=localhost,127.0.0.1")
    assert found["says"] == f"{name} is set, and NO_PROXY does not spare localhost and 127.0.0.1"


def test_exceptions_that_are_there_are_kept(doctor):
    (found,) = doctor("proxies", HTTP_PROXY=PROXY, NO_PROXY=".example.org,localhost")
    assert found["try"] == "export NO_PROXY=.example.org,localhost,127.0.0.1"


@pytest.mark.parametrize("exceptions", ["localhost,127.0.0.1", "*", "10.0.0.0/8, .localhost, 127.0.0.1"])
def test_exceptions_for_this_machine_are_in_order(doctor, exceptions):
    assert [each["standing"] for each in doctor("proxies", HTTP_PROXY=PROXY, NO_PROXY=exceptions)] == ["ok"]


def test_both_spellings_must_spare_it_as_each_client_reads_another(doctor):
    found = doctor("proxies", HTTP_PROXY=PROXY, NO_PROXY="*", no_proxy="example.org")
    assert [each["standing"] for each in found] == ["ok", "problem"]


def test_localhost_is_this_machine(doctor):
    assert doctor("names")[0]["standing"] == "ok"


@pytest.mark.parametrize(
    ("hosts", "standings"),
    [
        ("127.0.0.1 localhost blobstore.localhost", ["ok", "ok"]),
        ("127.0.0.1 localhost", ["ok", "note"]),
        ("192.0.2.7 localhost", ["problem", "note"]),
    ],
)
def test_what_localhost_means_is_looked_up(doctor, in_a_room_of_its_own, tmp_path, hosts, standings):
    (tmp_path / "hosts").write_text(f"{hosts}\n", "utf-8")
    (tmp_path / "nsswitch").write_text("hosts: files\n", "utf-8")
    room = f"mount --bind {tmp_path}/hosts /etc/hosts; mount --bind {tmp_path}/nsswitch /etc/nsswitch.conf"
    found = doctor("names", before=in_a_room_of_its_own(room))
    assert [each["standing"] for each in found] == standings

import pytest
from werkzeug.test import Client


def test_another_server_can_serve_the_cloud_controller(monkeypatch):
    monkeypatch.setenv("FAKECF_SEEDS", "default:roles")
    from fakecf import wsgi

    answer = Client(wsgi.app).get("/v3/info")
    assert (answer.status_code, answer.json["name"]) == (200, "fakecf")
    assert wsgi.app is wsgi.app


def test_there_is_nothing_else_in_it():
    from fakecf import wsgi

    with pytest.raises(AttributeError, match="has no attribute 'application'"):
        _ = wsgi.application


@pytest.mark.parametrize(("rule", "refused"), [("downloads reset", True), ("downloads 502", False)])
def test_faults_that_act_on_sockets_are_refused_there(monkeypatch, tmp_path, rule, refused):
    from fakecf import RuleError, wsgi

    (tmp_path / "seed.yml").write_text(f"fakecf: 1\nfaults: [{rule}]\n")
    monkeypatch.setenv("FAKECF_SEEDS", str(tmp_path / "seed.yml"))
    vars(wsgi).pop("app", None)
    if refused:
        with pytest.raises(RuleError, match="reset acts on the socket"):
            _ = wsgi.app
    else:
        assert wsgi.app
    vars(wsgi).pop("app", None)

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

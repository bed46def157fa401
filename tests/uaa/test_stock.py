"""The clients that every Cloud Foundry has (cc-surface 5.2)."""

from fakecf.uaa import DEFAULT_GROUPS, stock_clients
from tests.uaa.conftest import NOON


def test_the_cf_client_needs_no_secret_and_lives_twenty_minutes(world):
    cf = world.client("cf")
    assert (cf.secret, cf.access_token_validity, cf.refresh_token_validity) == ("", 1200, 2592000)
    assert {"password", "refresh_token"} <= set(cf.grant_types)


def test_the_smoke_tests_log_in_as_an_admin(world):
    answer = world.token(("cf_smoke_tests", "cf_smoke_tests"), grant_type="client_credentials")
    assert answer.json["scope"] == "cloud_controller.admin clients.read"


def test_the_stock_clients_are_three():
    clients = stock_clients(NOON)
    assert [client.guid for client in clients] == ["cf", "ssh-proxy", "cf_smoke_tests"]
    assert {client.created_at for client in clients} == {NOON}


def test_everybody_may_read_and_write():
    assert {"openid", "uaa.user", "cloud_controller.read", "cloud_controller.write"} <= set(DEFAULT_GROUPS)

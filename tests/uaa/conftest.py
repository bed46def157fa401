"""A UAA over a store of its own, with alice, a client of each sort, and a clock that tests set."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from fakecf.addresses import Addresses
from fakecf.clock import Clock
from fakecf.guids import Guids
from fakecf.state import Store
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa import Keys, Tokens, Uaa, stock_clients

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ISSUER = "http://localhost:9023/oauth/token"
CF = ("cf", "")

USERS = (
    UaaUser(guid="alice-guid", created_at=NOON, username="alice", password="wonderland", email="alice@example.org"),
    UaaUser(guid="admin-guid", created_at=NOON, username="admin", password="admin", groups=("cloud_controller.admin",)),
    UaaUser(guid="ldap-guid", created_at=NOON, username="lewis", password="carroll", origin="ldap"),
    UaaUser(guid="new-guid", created_at=NOON, username="newcomer", password="new", verified=False),
    UaaUser(guid="gone-guid", created_at=NOON, username="gone", password="gone", active=False),
)
CLIENTS = (
    UaaClient(guid="ci", created_at=NOON, secret="s3cret", authorities=("cloud_controller.read", "uaa.resource")),
    UaaClient(guid="odd", created_at=NOON, secret="a+b%c d", authorities=("cloud_controller.read",)),
    UaaClient(
        guid="web",
        created_at=NOON,
        secret="web",
        scopes=("cloud_controller.read", "cloud_controller.admin"),
        grant_types=("password", "refresh_token"),
        refresh_token_validity=3600,
    ),
)


@dataclass
class Setting:
    frozen_at: datetime | None = NOON
    ahead: float = 0.0


@dataclass
class World:
    """Everything around one UAA, and short ways to call it."""

    store: Store
    tokens: Tokens
    http: Client
    keys: Keys
    setting: Setting = field(default_factory=Setting)

    def pass_time(self, **span: float) -> None:
        assert self.setting.frozen_at is not None
        self.setting.frozen_at += timedelta(**span)

    def token(self, credentials: tuple[str, str] | None, /, **form: str) -> TestResponse:
        return self.http.post("/oauth/token", data=form, auth=credentials)

    def login(self, username: str = "alice", password: str | None = None, **form: str) -> TestResponse:
        known = {user.username: user.password for user in USERS}
        form["password"] = known[username] if password is None else password
        return self.token(CF, grant_type="password", username=username, **form)

    def check(self, token: str, **form: str) -> TestResponse:
        return self.http.post("/check_token", data={"token": token, **form}, auth=("ci", "s3cret"))

    def userinfo(self, token: str) -> TestResponse:
        return self.http.get("/userinfo", headers={"Authorization": f"Bearer {token}"})

    def ask(self, method: str, path: str, *scopes: str, token: str | None = None, **how: Any) -> TestResponse:
        """A request with a client's token that carries just *scopes*, unless it brings a token."""
        bearer = token or str(self.tokens.for_client(self.client("ci"), scopes))
        headers = {"Authorization": f"Bearer {bearer}", **how.pop("headers", {})}
        return self.http.open(path, method=method, headers=headers, **how)

    def token_of(self, name: str, *scopes: str) -> str:
        """A user's token that carries just *scopes*, whatever the user may."""
        return str(self.tokens.for_user(self.user(name), self.client("cf"), scopes))

    def user(self, name: str = "alice") -> UaaUser:
        return self.store.state[UaaUser].where("username", name)[0]

    def client(self, guid: str) -> UaaClient:
        found = self.store.state[UaaClient].get(guid)
        assert found is not None
        return found


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys.shared()


@pytest.fixture
def world(keys: Keys) -> World:
    store = Store([*USERS, *CLIENTS, *stock_clients(NOON)])
    setting = Setting()
    clock = Clock(lambda: setting)
    addresses = Addresses(api=9022, uaa=9023, blobstore=9024, control=9021)
    tokens = Tokens(keys, clock, Guids(1), lambda: addresses.issuer)
    uaa = Uaa(store, clock, tokens, lambda: addresses)
    return World(store, tokens, Client(uaa.application), keys, setting)

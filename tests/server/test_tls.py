"""TLS for users: a certificate made at start, or one's own (reliability 1.3)."""

import socket
import ssl
import stat
import tempfile
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from fakecf.config import Config
from fakecf.server import CertificateError, Server
from fakecf.server.tls import names

ALL = ("api", "uaa", "blobstore")


def securely(*listeners, **more):
    return Config(tls=listeners, **more).on_free_ports()


@pytest.fixture(scope="module")
def cf():
    with Server("default", config=securely(*ALL)) as server:
        yield server
        assert server.uncaught == 0


@pytest.fixture(scope="module")
def ca(cf, tmp_path_factory):
    """The CA as one exports it."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    path.write_bytes(requests.get(f"{cf.control_url}/v1/ca.pem", timeout=10).content)
    return str(path)


def handshake(cf, context, name, listener="api"):
    port = getattr(cf.foundation.addresses, listener)
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        return context.wrap_socket(sock, server_hostname=name)


def test_the_ca_can_be_exported(cf):
    answer = requests.get(f"{cf.control_url}/v1/ca.pem", timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/x-pem-file")
    assert answer.text == cf.ca_pem
    assert answer.text.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in answer.text


@pytest.mark.parametrize("listener", ALL)
@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "::1", "api.localhost", "blobstore.localhost", "cc-droplets.s3.localhost"]
)
def test_whoever_trusts_the_ca_trusts_every_listener_by_every_usual_name(cf, ca, listener, name):
    handshake(cf, ssl.create_default_context(cafile=ca), name, listener).close()


def test_whoever_does_not_trust_it_is_warned(cf):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(cf, ssl.create_default_context(), "localhost")


def test_another_name_is_not_that_of_the_certificate(cf, ca):
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for 'elsewhere'"):
        handshake(cf, ssl.create_default_context(cafile=ca), "elsewhere")


@pytest.mark.parametrize(("offered", "chosen"), [(["h2", "http/1.1"], "http/1.1"), (["h2"], None)])
def test_http_2_is_never_agreed_on(cf, ca, offered, chosen):
    # reliability 3, risks: h2 is not to be advertised
    context = ssl.create_default_context(cafile=ca)
    context.set_alpn_protocols(offered)
    secured = handshake(cf, context, "localhost")
    assert secured.selected_alpn_protocol() == chosen
    secured.close()


def test_plain_http_is_told_that_it_is_plain(cf):
    # reliability 3.1, rule 11
    answer = requests.get(cf.api_url.replace("https", "http"), timeout=10)
    assert (answer.status_code, answer.text) == (400, "Client sent an HTTP request to an HTTPS server.\n")


def links(document):
    """Every `href` there is."""
    if isinstance(document, dict):
        found = [document["href"]] if isinstance(document.get("href"), str) else []
        return found + [link for inner in document.values() for link in links(inner)]
    return [link for inner in document for link in links(inner)] if isinstance(document, list) else []


@pytest.mark.parametrize("path", ["/", "/v3", "/v3/apps?per_page=2", "/v3/droplets?per_page=1"])
def test_every_link_is_https(cf, ca, path):
    headers = {"Authorization": f"bearer {cf.token('admin')}"}
    found = links(requests.get(f"{cf.api_url}{path}", headers=headers, verify=ca, timeout=10).json())
    of_http = [link for link in found if link.startswith("http")]
    assert of_http
    assert [link for link in of_http if not link.startswith("https://")] == []


def test_the_control_api_names_https_and_stays_http_itself(cf):
    document = requests.get(f"{cf.control_url}/v1/foundation", timeout=10).json()
    schemes = {name: url.partition(":")[0] for name, url in document.items() if name.endswith("_url")}
    assert schemes == {"api_url": "https", "uaa_url": "https", "blobstore_url": "https", "control_url": "http"}
    assert requests.get(f"{cf.control_url}/v1/env", timeout=10).json()["CF_API"].startswith("https://")


def test_a_token_is_issued_by_an_https_uaa(cf, ca):
    document = requests.get(f"{cf.uaa_url}/.well-known/openid-configuration", verify=ca, timeout=10).json()
    assert document["issuer"] == cf.foundation.token("dev").claims["iss"] == f"{cf.uaa_url}/oauth/token"


@pytest.mark.parametrize(
    ("secure", "schemes"),
    [(ALL, ["https", "https", "https"]), (("api", "uaa"), ["https", "https", "http"]), ((), ["http", "http", "http"])],
    ids=["https to https", "https to http", "http"],
)
def test_one_logs_in_and_downloads_and_verifies_every_hop(secure, schemes, tmp_path):
    with Server("default", config=securely(*secure)) as cf, requests.Session() as session:
        session.trust_env = False  # a CA bundle of the environment would go before `verify`
        if cf.ca_pem is not None:
            (tmp_path / "ca.pem").write_text(cf.ca_pem, "utf-8")
            session.verify = str(tmp_path / "ca.pem")
        root = session.get(cf.api_url, timeout=10).json()["links"]
        form = {"grant_type": "password", "username": "dev", "password": "dev"}
        login = session.post(f"{root['uaa']['href']}/oauth/token", form, auth=("cf", ""), timeout=10)
        session.headers["Authorization"] = f"bearer {login.json()['access_token']}"
        droplets = session.get(f"{root['cloud_controller_v3']['href']}/droplets?states=STAGED", timeout=10).json()
        fetched = session.get(droplets["resources"][0]["links"]["download"]["href"], timeout=10)
        assert fetched.status_code == 200
        urls = [root["uaa"]["href"], *(each.url for each in (*fetched.history, fetched))]
        assert [url.partition(":")[0] for url in urls] == schemes
        (at_blobstore,) = [each for each in cf.foundation.journal.exchanges() if each.listener == "blobstore"]
        assert not at_blobstore.token_relayed


def test_the_certificate_names_what_was_configured():
    config = Config(
        host="192.0.2.1",
        allowed_hosts=("cf.example.org", ".Apps.example.org", "[::1]", "*"),
        advertise={"api": "https://api.example.com:8443"},
        blobstore_names={"cf": "cf-blobs"},
    )
    added = ["192.0.2.1", "api.example.com", "cf.example.org", "apps.example.org", "*.apps.example.org"]
    assert names(config)[-8:] == [*added, "blobstore.apps.example.org", "cf", "cf-blobs"]
    assert names(Config(host="0.0.0.0")) == names(Config())  # noqa: S104 - no address to be called by


def test_no_key_is_left_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = []
    load = ssl.SSLContext.load_cert_chain

    def spying(context, certificate, key, **how):
        seen.append((stat.S_IMODE(Path(key).stat().st_mode), stat.S_IMODE(Path(key).parent.stat().st_mode)))
        load(context, certificate, key, **how)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", spying)
    with Server("default", config=securely("api")):
        assert seen == [(0o600, 0o700)]
        assert [each.name for each in tmp_path.rglob("*") if each.suffix == ".pem"] == []


def test_without_tls_there_is_no_ca():
    with Server("default") as cf:
        answer = requests.get(f"{cf.control_url}/v1/ca.pem", timeout=10)
        assert (cf.ca_pem, answer.status_code) == (None, 404)
        assert "there is no CA of our making" in answer.json()["detail"]


def test_ones_own_certificate_is_used_as_it_is(certificate):
    with Server("default", config=securely("api", tls_cert=str(certificate), tls_key=str(certificate))) as cf:
        url = cf.api_url.replace("localhost", "127.0.0.1")
        assert requests.get(url, verify=str(certificate), timeout=10).status_code == 200
        assert cf.ca_pem is None


@pytest.fixture
def wrong(tmp_path, certificate):
    """Files that are no pair of certificate and key."""
    (tmp_path / "text.pem").write_text("no PEM", "utf-8")
    key = ec.generate_private_key(ec.SECP256R1())
    for name, protection in (("other", NoEncryption()), ("locked", BestAvailableEncryption(b"secret"))):
        (tmp_path / f"{name}.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))
    (tmp_path / "good.pem").write_bytes(certificate.read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("certificate_file", "key_file", "said"),
    [
        ("missing.pem", "good.pem", "cannot read .*missing.pem: No such file"),
        ("good.pem", "missing.pem", "cannot read .*missing.pem: No such file"),
        ("good.pem", "", "cannot read .*: Is a directory"),
        ("text.pem", "text.pem", "cannot use the certificate .*text.pem with the key .*text.pem: "),
        (
            "good.pem",
            "other.pem",
            "cannot use the certificate .*good.pem with the key .*other.pem: key values mismatch",
        ),
        ("good.pem", "locked.pem", "the key is encrypted: give one without a password"),
    ],
)
def test_files_that_cannot_be_used_are_refused_by_name(wrong, certificate_file, key_file, said):
    config = securely("api", tls_cert=str(wrong / certificate_file), tls_key=str(wrong / key_file))
    with pytest.raises(CertificateError, match=said), Server("default", config=config):
        pass


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tls": ("control",)}, "no listener 'control' can speak TLS; allowed: api, uaa, blobstore"),
        ({"tls": ("apo",)}, "did you mean 'api'?"),
        ({"tls": ("api",), "tls_cert": "c.pem"}, "a TLS certificate and its key go together"),
        ({"tls": ("api",), "tls_key": "k.pem"}, "a TLS certificate and its key go together"),
        ({"tls_cert": "c.pem", "tls_key": "k.pem"}, "the certificate c.pem is for no listener"),
    ],
)
def test_what_cannot_be_meant_is_refused(given, said):
    with pytest.raises(ValueError, match=r"TLS") as refused:
        Config(**given)
    assert said in str(refused.value)

"""Clients that do the wrong thing at the 302, and what S3 and the journal say of it (clients 2, blobstore 2.1)."""

import urllib.request
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
import requests

from fakecf.state.records import ClockSetting

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def bearer(fakecf):
    return {"Authorization": f"bearer {fakecf.token('dev')}"}


@pytest.fixture
def download(fakecf, bearer):
    with requests.get(f"{fakecf.api_url}/v3/droplets?states=STAGED&per_page=1", headers=bearer, timeout=10) as answer:
        return answer.json()["resources"][0]["links"]["download"]["href"]


@pytest.fixture
def location(download, bearer):
    with requests.get(download, headers=bearer, timeout=10, allow_redirects=False) as answer:
        assert answer.status_code == 302
        return answer.headers["Location"]


def at_blobstore(fakecf):
    return [each for each in fakecf.foundation.journal.exchanges() if each.listener == "blobstore"]


@pytest.mark.fakecf(allow=["relayed-token"])
def test_urllib_relays_the_token_and_s3_refuses_the_second_mechanism(fakecf, download, bearer):
    with pytest.raises(HTTPError) as refused:
        OPENER.open(urllib.request.Request(download, headers=bearer), timeout=10)  # noqa: S310 - http, as advertised
    with refused.value as answer:
        assert answer.code == 400
        said = answer.read().decode()
    token = bearer["Authorization"]
    assert said.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidArgument</Code><Message>Only one'
    )
    assert "<ArgumentName>Authorization</ArgumentName>" in said
    assert f"<ArgumentValue>{token}</ArgumentValue>" in said
    (struck,) = at_blobstore(fakecf)
    assert struck.token_relayed
    assert token not in str(struck.request_headers)
    redirect = next(each for each in fakecf.foundation.journal.exchanges() if each.operation == "droplets.download")
    assert struck.flow == redirect.flow


def test_a_client_that_drops_the_token_gets_the_bits(fakecf, download, bearer):
    with requests.get(download, headers=bearer, timeout=10) as answer:
        assert answer.status_code == 200
    (fetched,) = at_blobstore(fakecf)
    assert not fetched.token_relayed


def test_head_on_a_url_signed_for_get_is_refused(location):
    with requests.head(location, timeout=10) as answer:
        assert (answer.status_code, answer.content) == (403, b"")


def test_an_expired_url_is_refused(fakecf, location):
    fakecf.foundation.reset("flows")
    with fakecf.foundation.store.change() as change:
        (setting,) = change[ClockSetting]
        change.update(setting, ahead=3601.0)
    with requests.get(location, timeout=10) as answer:
        assert answer.status_code == 403
        assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in answer.text


def test_a_url_with_another_character_in_its_path_is_refused(location):
    with requests.get(location.replace("/cc-droplets/", "/cc-packages/"), timeout=10) as answer:
        assert answer.status_code == 403
        assert "<Code>SignatureDoesNotMatch</Code>" in answer.text


def test_the_url_is_for_another_host_name_than_the_api(fakecf, location):
    # Go relays the token to the same host name on another port (clients 1.1)
    assert urlsplit(location).hostname != urlsplit(fakecf.api_url).hostname

import pytest

from fakecf.journal.redaction import Redaction, link, query, text

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJl"


def test_a_token_becomes_its_scheme_and_a_fingerprint():
    redaction = Redaction()
    first, same, other, basic, bare = redaction.headers(
        [
            ("Authorization", f"bearer {JWT}"),
            ("authorization", f"Bearer  {JWT}"),
            ("Authorization", "bearer other"),
            ("Authorization", "Basic Y2Y6"),
            ("Proxy-Authorization", "naked"),
        ]
    )
    fingerprint = first[1].removeprefix("bearer <redacted ").removesuffix(">")
    assert len(fingerprint) == 8
    assert same == ("authorization", f"Bearer <redacted {fingerprint}>")
    assert fingerprint not in other[1]
    assert basic[1].startswith("Basic <redacted ")
    assert bare[1].startswith("<redacted ")


def test_fingerprints_of_two_journals_differ():
    assert Redaction().fingerprint("x") != Redaction().fingerprint("x")


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (("Cookie", "a=b"), ("Cookie", "<redacted>")),
        (("Set-Cookie", "a=b"), ("Set-Cookie", "<redacted>")),
        (("x-amz-security-token", "a"), ("x-amz-security-token", "<redacted>")),
        (("X-Uaa-Token", JWT), ("X-Uaa-Token", "<redacted>")),
        (("Location", "http://b/k?a=1&X-Amz-Signature=f00"), ("Location", "http://b/k?a=1&X-Amz-Signature=<redacted>")),
        (("Referer", "http://b/?code=1"), ("Referer", "http://b/?code=<redacted>")),
        (("Accept", "*/*"), ("Accept", "*/*")),
    ],
)
def test_headers_keep_their_place_and_lose_their_secrets(header, kept):
    assert Redaction().headers([header]) == (kept,)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("page=1&flag", "page=1&flag"),
        ("X-Amz-Credential=AKIA&X-Amz-Signature=f00", "X-Amz-Credential=AKIA&X-Amz-Signature=<redacted>"),
        ("Signature=a%2B&Expires=1", "Signature=<redacted>&Expires=1"),
        ("grant_type=password&username=a&password=p%26q", "grant_type=password&username=a&password=<redacted>"),
        (
            "client_secret=s&refresh_token=r&access_token=t",
            "client_secret=<redacted>&refresh_token=<redacted>&access_token=<redacted>",
        ),
        ("passcode=1&code=2&token=3&md5=4", "passcode=<redacted>&code=<redacted>&token=<redacted>&md5=<redacted>"),
        ("pass%77ord=x&PassWord=y", "pass%77ord=<redacted>&PassWord=<redacted>"),
        (f"q={JWT}", "q=<redacted>"),
    ],
)
def test_a_query_or_form_loses_its_secrets(written, kept):
    assert query(written) == kept


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://b/k", "http://b/k"),
        ("http://b/k#access_token=t&scope=x", "http://b/k#access_token=<redacted>&scope=x"),
        ("/k?a=1#b", "/k?a=1#b"),
    ],
)
def test_a_link_loses_its_secrets(url, kept):
    assert link(url) == kept


def test_text_loses_its_tokens():
    assert text(f"/oauth/token/revoke/{JWT}/x") == "/oauth/token/revoke/<redacted>/x"


def test_no_secret_is_in_any_dump_of_the_journal(world):
    # reliability T-28
    secrets = {name: f"s3cret-{name}" for name in ("password", "client_secret", "refresh_token", "code", "passcode")}
    asked = "&".join(f"{name}={value}" for name, value in secrets.items())
    world.ask(
        "uaa", f"/oauth/token?{asked}", headers={"Authorization": "Basic s3cret-basic", "Cookie": "s3cret-cookie"}
    )
    world.redirect("http://b/k?X-Amz-Signature=s3cret-signature", headers={"Authorization": f"bearer {JWT}"})
    world.ask("blobstore", "/k?X-Amz-Signature=s3cret-signature", headers={"Authorization": f"bearer {JWT}"})
    dump = world.dump()
    assert "s3cret" not in dump
    assert JWT.split(".")[2] not in dump
    assert dump.count("bearer <redacted ") == 2

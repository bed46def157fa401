import pytest

from fakecf.journal import FORMATS

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJl"


def test_the_formats_are_those_of_the_folder():
    assert list(FORMATS) == ["curl", "har", "pytest", "yaml"]


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_tells_a_secret(world, name):
    world.ask(
        "api",
        f"/v3/apps/{JWT}?access_token={JWT}&code=c0de",
        method="POST",
        headers={"Authorization": f"bearer {JWT}", "Cookie": "a=c00kie", "X-Other": f"b {JWT}"},
    )
    text = FORMATS[name].written(world.journal.flows()[-1])
    assert [secret for secret in ("eyJ", "c0de", "c00kie", "c2lnb") if secret in text] == []

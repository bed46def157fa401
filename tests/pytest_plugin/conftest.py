import pytest

ASKING = """
import http.client
import requests

def get(cf, path, **how):
    with requests.Session() as session:
        headers = {"Authorization": f"bearer {cf.token('dev')}", **how.pop("headers", {})}
        return session.request(how.pop("method", "GET"), cf.api_url + path, headers=headers, timeout=10, **how)

def droplet(cf):
    return get(cf, "/v3/droplets?states=STAGED").json()["resources"][0]["guid"]
"""


@pytest.fixture
def suite(pytester):
    """Runs a test file that may `get` and find a `droplet`, without what this suite is run with."""
    pytester.makepyfile(asking=ASKING)
    pytester.syspathinsert()

    def run(text, *options):
        pytester.makepyfile("from asking import *\nimport pytest\n\n" + text)
        return pytester.runpytest("-p", "no:randomly", *options)

    return run


@pytest.fixture
def failed(suite):
    """Runs a test that is to fail, and gives what its report says."""

    def run(text, *options):
        result = suite(text, *options)
        result.assert_outcomes(failed=1)
        return result.stdout

    return run

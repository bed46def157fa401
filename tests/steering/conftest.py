import pytest
import requests

from fakecf import connect


@pytest.fixture(params=["here", "elsewhere"])
def cf(request, server):
    """The same foundation, steered in this process and over its control API; as it was seeded."""
    steered = server if request.param == "here" else connect(server.control_url)
    steered.reset()
    return steered


@pytest.fixture
def get(cf):
    """Asks the API for a path as a user."""

    def asked(path, user="dev", **how):
        headers = {"Authorization": f"bearer {cf.token(user)}"} if user else {}
        return requests.get(cf.api_url + path, headers=headers, timeout=10, **how)

    return asked


@pytest.fixture
def download(cf, get):
    """The status of a droplet's download."""
    (guid,) = {each["guid"] for each in cf.calls.state()["records"]["droplets"] if each["state"] == "STAGED"} & {
        cf.app("web").droplet.guid
    }
    return lambda: get(f"/v3/droplets/{guid}/download").status_code

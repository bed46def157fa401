"""What bodies that make and end builds may say: cc-droplets 15, BuildCreateMessage, BuildUpdateMessage; live_write."""

import pytest

from fakecf.state.records import Build
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable
from tests.capi.test_app_writing import NO_DATA, TYPES, lifecycle, refused
from tests.capi.test_build_writing import NO_GUID, UNUSABLE, build_in, created, patched


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({"package": None}, f"Package guid can't be blank, {NO_GUID}"),
        ({"package": "x"}, f"Package guid can't be blank, {NO_GUID}"),
        ({"package": {"guid": 1}}, NO_GUID),
        ({"package": {"guid": " "}}, "Package guid can't be blank"),
        ({"bogus": 1}, "Unknown field(s): 'bogus'"),
        ({"staging_memory_in_mb": 0}, "Staging memory in mb must be greater than 0"),
        (
            {"staging_memory_in_mb": "x", "staging_disk_in_mb": 1.5},
            "Staging disk in mb must be an integer, Staging memory in mb is not a number",
        ),
        (
            {"staging_log_rate_limit_bytes_per_second": -2},
            "Staging log rate limit bytes per second must be greater than or equal to -1",
        ),
        (
            {"staging_log_rate_limit_bytes_per_second": 2**63},
            f"Staging log rate limit bytes per second must be less than or equal to {2**63 - 1}",
        ),
        ({"lifecycle": None}, f"Lifecycle type must be a string, {NO_DATA}"),
        ({"lifecycle": {"data": {"bogus": 1}}}, "Lifecycle Unknown field(s): 'bogus', Lifecycle type must be a string"),
        ({"lifecycle": {"type": "x", "data": {}}}, TYPES),
        # the controller reads the body by itself, and keeps the nulls in arrays
        ({"lifecycle": lifecycle(buildpacks=[None])}, "Lifecycle Buildpacks can only contain strings"),
        ({"lifecycle": lifecycle(stack="bogus")}, "Stack must be an existing stack"),
        (
            {"lifecycle": lifecycle(buildpacks=["bogus"])},
            'Buildpack "bogus" for stack "cflinuxfs4" must be an existing admin buildpack or a valid git URI',
        ),
        ({"package": {"guid": "nowhere"}}, UNUSABLE),
        ({"staging_disk_in_mb": 4097}, "disk limit exceeded"),
    ],
)
def test_a_build_that_cannot_be_is_told_why(cf, asked, detail):
    assert refused(created(cf, **asked)) == unprocessable(detail)
    assert len(cf.state[Build]) == 0


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_the_body_is_json_whatever_its_type_says(cf, content_type):
    headers = {"Content-Type": content_type}
    how = {"method": "POST", "headers": headers}
    assert cf.ask("/v3/builds", data='{"package":{"guid":"package"}}', **how).status_code == 201
    blank = cf.ask("/v3/builds", data="null", **how)
    assert refused(blank) == unprocessable(f"Package guid can't be blank, {NO_GUID}")
    for body in ("", "[]", '"x"', "1", "{"):
        assert refused(cf.ask("/v3/builds", data=body, **how)) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"bogus": 1}, "Unknown field(s): 'bogus'"),
        ({"error": 1}, "Error must be a string"),
        ({"state": "NO_WAY", "error": 1}, "State 'NO_WAY' is not a valid state, Error must be a string"),
        ({"state": {"bogus": 1}}, "State '{:bogus=>1}' is not a valid state"),
        ({"state": None}, "State '' is not a valid state"),
        ({"state": "STAGED"}, "Lifecycle 'STAGED' builds require lifecycle data"),
        ({"state": "STAGED", "lifecycle": {}}, "Lifecycle 'STAGED' builds require lifecycle data"),
    ],
)
def test_a_change_that_cannot_be_is_told_why(cf, body, detail):
    build_in(cf, "STAGING")
    assert refused(patched(cf, **body)) == unprocessable(detail)
    assert cf.state[Build].get("build").state == "STAGING"

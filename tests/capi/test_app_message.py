"""What a body that makes or changes an app may say: cc-surface 4.7, AppCreateMessage, AppUpdateMessage; live_write."""

import pytest

from fakecf.state.records import App
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable
from tests.capi.test_app_writing import NO_DATA, TYPES, created, enable, events, lifecycle, patched, refused

BETWEEN = "must be between 1 and 4096 characters"


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({"name": None}, "Name must be a string"),
        ({"name": 1}, "Name must be a string"),
        ({"name": "x" * 256}, "Name is too long (maximum is 255 characters)"),
        ({"name": ["x"] * 256}, "Name must be a string, Name is too long (maximum is 255 characters)"),
        (
            {"relationships": None, "name": None},
            "Relationships 'relationships' is not an object, Name must be a string",
        ),
        ({"bogus": 1}, "Unknown field(s): 'bogus'"),
        ({"environment_variables": []}, "Environment variables must be an object"),
        ({"lifecycle": None}, NO_DATA),
        ({"lifecycle": 1}, NO_DATA),
        ({"lifecycle": {"type": "buildpack"}}, NO_DATA),
        ({"lifecycle": {"type": "bogus"}}, f"{TYPES}, {NO_DATA}"),
        ({"lifecycle": {"type": 1, "data": {}}}, f"{TYPES}, Lifecycle type must be a string"),
        ({"lifecycle": lifecycle("docker", image="x")}, "Lifecycle Unknown field(s): 'image'"),
        ({"lifecycle": lifecycle(bogus=1)}, "Lifecycle Unknown field(s): 'bogus'"),
        ({"lifecycle": lifecycle(stack=1)}, "Lifecycle Stack must be a string"),
        ({"lifecycle": lifecycle(stack="")}, f"Lifecycle Stack {BETWEEN}"),
        ({"lifecycle": lifecycle(stack=[])}, f"Lifecycle Stack must be a string, Lifecycle Stack {BETWEEN}"),
        ({"lifecycle": lifecycle(buildpacks="x")}, "Lifecycle Buildpacks must be an array"),
        (
            {"lifecycle": lifecycle(buildpacks=[1, ""])},
            f"Lifecycle Buildpacks can only contain strings, Lifecycle Buildpacks entries {BETWEEN}",
        ),
        ({"lifecycle": lifecycle("cnb", credentials="x")}, "Lifecycle Credentials must be an object"),
        (
            {"lifecycle": lifecycle("cnb", credentials={"a": 1, "b": 2})},
            "Lifecycle Credentials credentials value must be a hash",
        ),
        (
            {"lifecycle": lifecycle(buildpacks=["bogus"])},
            'Buildpack "bogus" for stack "cflinuxfs4" must be an existing admin buildpack or a valid git URI',
        ),
        (
            {"lifecycle": lifecycle(buildpacks=["bogus"], stack="x")},
            'Buildpack "bogus" must be an existing admin buildpack or a valid git URI, Stack must be an existing stack',
        ),
        # without a type nobody has asked whether it is text
        (
            {"lifecycle": {"data": {"buildpacks": [1]}}},
            'Buildpack "1" for stack "cflinuxfs4" must be an existing admin buildpack or a valid git URI',
        ),
        # a blank stack is none to look for buildpacks by
        ({"lifecycle": lifecycle(buildpacks=["ruby_buildpack"], stack=" ")}, "Stack must be an existing stack"),
        ({"name": " "}, "name presence, name format"),
        ({"name": "a\u2028b"}, "name format"),
        ({"environment_variables": {"PORT": "1"}}, 'environment_variables {:message=>"cannot set PORT"}'),
        (
            {"name": "", "environment_variables": {"VCAP_x": "", "vmcx": "", "": ""}},
            (
                'name presence, name format, environment_variables {:message=>"cannot start with VCAP_"}, '
                'environment_variables {:message=>"cannot start with VMC_"}, '
                'environment_variables {:message=>"key must be a minimum length of 1"}'
            ),
        ),
        # what passes for some URI, and is none that a Cloud Native Buildpack has, is kept as a name
        (
            {"lifecycle": lifecycle("cnb", buildpacks=["ftp://x/y"])},
            'Specified unknown buildpack name: "ftp://x/y"',
        ),
        (
            {"lifecycle": lifecycle("buildpack", buildpacks=["docker://nodejs:1.0"])},
            'Specified unknown buildpack name: "docker://nodejs:1.0"',
        ),
    ],
)
def test_an_app_that_cannot_be_is_told_why(cf, asked, detail):
    enable(cf, "diego_docker", "diego_cnb")
    assert refused(created(cf, **asked)) == unprocessable(detail)
    assert events(cf) == []


@pytest.mark.parametrize("data", [{"buildpacks": "x"}, {"stack": 1}])
def test_data_of_no_type_that_ruby_cannot_use_end_in_an_unknown_error(cf, data):
    assert refused(created(cf, lifecycle={"data": data})) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize(
    ("guid", "asked", "detail"),
    [
        ("my-app", {"bogus": 1, "lifecycle": 1}, f"Unknown field(s): 'bogus', {NO_DATA}"),
        ("my-app", {"environment_variables": {}}, "Unknown field(s): 'environment_variables'"),
        ("my-app", {"name": 1}, "Name must be a string"),
        ("my-app", {"name": None}, "name presence, name format"),
        # here a type that is blank is one too many, and false none
        ("my-app", {"lifecycle": {"type": "", "data": {}}}, TYPES),
        ("my-app", {"lifecycle": {"type": False, "data": {"bogus": 1}}}, "Lifecycle Unknown field(s): 'bogus'"),
        ("my-app", {"lifecycle": lifecycle(stack="bogus")}, "Stack must be an existing stack"),
        ("my-app", {"lifecycle": lifecycle("docker")}, "Lifecycle type cannot be changed from buildpack to docker"),
        ("imaged", {"lifecycle": lifecycle()}, "Lifecycle type cannot be changed from docker to buildpack"),
        (
            "native",
            {"lifecycle": lifecycle("cnb", buildpacks=["git@x:y.git"])},
            'Specified unknown buildpack name: "git@x:y.git"',
        ),
    ],
)
def test_a_change_that_cannot_be_is_told_why(cf, guid, asked, detail):
    before = cf.state[App].get(guid)
    assert refused(patched(cf, guid=guid, **asked)) == unprocessable(detail)
    assert (cf.state[App].get(guid), events(cf)) == (before, [])

import pytest


def test_the_foundation_says_where_everything_is(steer):
    said = steer.call("GET", "/v1/foundation").json()
    assert list(said) == [
        "name",
        "api_url",
        "uaa_url",
        "blobstore_url",
        "control_url",
        "cc_version",
        "version",
        "seeds",
    ]
    assert (said["cc_version"], said["seeds"]) == ("3.228.0", ["default"])
    # asked as 127.0.0.1, so the blobstore has the other name
    assert said["api_url"].startswith("http://127.0.0.1:")
    assert said["blobstore_url"].startswith("http://localhost:")


@pytest.mark.parametrize(
    ("client", "variable"),
    [
        ("cf", "CF_API"),
        ("curl", "CF_UAA"),
        ("python", "CF_USERNAME"),
        ("go", "CF_API"),
        ("java", "CF_PASSWORD"),
        ("terraform", "CF_API_URL"),
        ("aws", "AWS_ACCESS_KEY_ID"),
    ],
)
def test_a_client_is_told_what_it_needs(steer, client, variable):
    assert variable in steer.call("GET", f"/v1/env?client={client}").json()


def test_an_unknown_client_is_answered_with_the_nearest(steer):
    answer = steer.call("GET", "/v1/env?client=pyton")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["did_you_mean"]) == (422, "python")

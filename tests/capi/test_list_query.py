"""What lists say to queries they do not take: section 11 of cc-droplets and 3.4 of cc-surface."""

from urllib.parse import quote

import pytest

from tests.capi.conftest import UNKNOWN_ERROR, bad_query, not_found

COMMON = ("page", "per_page", "order_by", "created_ats", "updated_ats", "guids")

# cc-surface 3.4: the keys of each list, in the order the error prints them
KEYS = {
    "/v3/droplets": (
        *("app_guid", "app_guids", "current", "organization_guids", "package_guid", "space_guids", "states"),
        "label_selector",
    ),
    "/v3/apps": ("names", "organization_guids", "space_guids", "stacks", "include", "lifecycle_type", "label_selector"),
    "/v3/spaces": ("names", "organization_guids", "include", "label_selector"),
    "/v3/organizations": ("names", "isolation_segment_guid", "label_selector"),
    "/v3/packages": (
        *("states", "types", "app_guids", "app_guid", "space_guids", "organization_guids"),
        "label_selector",
    ),
    "/v3/builds": ("app_guids", "package_guids", "states", "label_selector"),
    "/v3/apps/my-app/builds": ("states", "label_selector"),
}
ORDERS = {
    "/v3/droplets": (),
    "/v3/apps": ("name", "state"),
    "/v3/spaces": ("name",),
    "/v3/organizations": ("name",),
    "/v3/packages": (),
    "/v3/builds": (),
}
NESTED = ("/v3/droplets", "/v3/apps/my-app/droplets", "/v3/packages/package/droplets")


def quoted(words):
    return ", ".join(f"'{word}'" for word in words)


@pytest.mark.parametrize("path", KEYS)
def test_an_unknown_parameter_is_told_those_that_are_known(cf, path):
    valid = quoted((*COMMON, *KEYS[path]))
    said = f"Unknown query parameter(s): 'foo', 'bar'. Valid parameters are: {valid}"
    assert cf.error(f"{path}?foo=1&bar=2") == bad_query(said)


@pytest.mark.parametrize("path", NESTED)
def test_the_droplets_of_an_app_and_of_a_package_take_what_all_droplets_take(cf, path):
    valid = quoted((*COMMON, *KEYS["/v3/droplets"]))
    said = f"Unknown query parameter(s): 'a'. Valid parameters are: {valid}"
    assert cf.error(f"{path}?a[b][c][d]=1") == bad_query(said)


@pytest.mark.parametrize("path", ORDERS)
@pytest.mark.parametrize("order_by", ["foo", " created_at", "created_at,name", "--created_at", "Created_at", "-"])
def test_a_list_is_ordered_only_by_what_it_knows(cf, path, order_by):
    said = f"Order by can only be: {quoted(('created_at', 'updated_at', *ORDERS[path]))}"
    assert cf.error(f"{path}?order_by={quote(order_by)}") == bad_query(said)


def test_a_plus_that_is_not_escaped_is_a_space(cf):
    # cc-droplets F14
    assert cf.ask("/v3/droplets?order_by=+created_at").status_code == 400
    assert cf.ask("/v3/droplets?order_by=%2Bcreated_at").status_code == 200


VALID = quoted((*COMMON, *KEYS["/v3/droplets"]))
TIMESTAMP = "has an invalid timestamp format. Timestamps should be formatted as 'YYYY-MM-DDThh:mm:ssZ'"
MAXIMUM = 9223372036854775807

# cc-droplets 11, row by row
REFUSED = {
    "page=0": "Page must be a positive integer",
    "page=": "Page must be a positive integer",
    "page=x": "Page must be a positive integer",
    "page=-1": "Page must be a positive integer",
    "page": None,
    "per_page": None,
    "order_by": None,
    "order_by=": None,
    "guids": None,
    "per_page=0": "Per page must be a positive integer",
    "per_page=abc": "Per page must be a positive integer",
    "per_page=5000": None,
    "per_page=5001": "Per page must be between 1 and 5000",
    "per_page=10abc": None,
    f"page={MAXIMUM}&per_page=1": None,
    f"page={MAXIMUM}&per_page=2": f"Maximum result (page * per_page) must be less than {MAXIMUM}",
    "label_selector=": "Missing label_selector value",
    "label_selector=a%20in%20b": "Invalid label_selector value",
    "label_selector=a%20in": "Invalid label_selector value",
    "label_selector=" + ",".join(["a"] * 50): None,
    "label_selector=" + ",".join(["a"] * 51): "Too many label_selector requirements (maximum is 50)",
    "label_selector=cloudfoundry.org/a": "prefix 'cloudfoundry.org' is reserved",
    "label_selector=a/b/c": "key has more than one '/'",
    "label_selector=a=b%20c": "'b c' contains invalid characters",
    "label_selector=-a": "'-a' starts or ends with invalid characters",
    "label_selector=a=-b": "'-b' starts or ends with invalid characters",
    "label_selector=" + "a" * 64: "'aaaaaaaa...' is greater than 63 characters",
    "created_ats=x": f"Created ats {TIMESTAMP}",
    "updated_ats=x": f"Updated ats {TIMESTAMP}",
    "created_ats=": f"Created ats {TIMESTAMP}",
    "created_ats[]=": f"Created ats {TIMESTAMP}",
    "created_ats=2026-01-01": f"Created ats {TIMESTAMP}",
    "created_ats=2026-01-01T00:00:00Z,x": f"Created ats {TIMESTAMP}",
    "created_ats[gt]=x": f"Created ats {TIMESTAMP}",
    "created_ats[foo]=2026-01-01T00:00:00Z": "Created ats Invalid relational operator: 'foo'",
    "created_ats[lt]=2026-01-01T00:00:00Z,2026-01-02T00:00:00Z": (
        "Created ats only accepts one value when using a relational operator"
    ),
    "states[a]=b": "States must be an array",
    "guids[a]=b": "Guids must be an array",
    "app_guids[a]=b": "App guids must be an array",
    "space_guids[a]=b": "Space guids must be an array",
    "organization_guids[a]=b": "Organization guids must be an array",
    "[a]=1": f"Unknown query parameter(s): '[a]'. Valid parameters are: {VALID}",
    "current=true": "Unknown query parameter(s): 'current'",
}


@pytest.mark.parametrize(("query", "said"), REFUSED.items())
def test_a_query_that_is_wrong_is_told_so_in_ccs_words(cf, query, said):
    if said is None:
        assert cf.ask(f"/v3/droplets?{query}").status_code == 200
    else:
        assert cf.error(f"/v3/droplets?{query}") == bad_query(said)


@pytest.mark.parametrize("value", ["false", "yes", "TRUE", "1"])
def test_current_below_an_app_is_true_or_not_given(cf, value):
    said = "Current only accepts the value 'true'"
    assert cf.error(f"/v3/apps/my-app/droplets?current={value}") == bad_query(said)


def test_below_an_app_there_is_no_choice_of_apps_spaces_and_organizations(cf):
    said = "Unknown query parameter(s): 'app_guids', 'organization_guids', 'space_guids'"
    asked = "space_guids=a&app_guids=b&organization_guids=c"
    assert cf.error(f"/v3/apps/my-app/droplets?{asked}") == bad_query(said)
    assert cf.error(f"/v3/droplets?app_guid=my-app&{asked}") == bad_query(said)
    assert cf.error(f"/v3/apps/my-app/packages?{asked}") == bad_query(said)


def test_below_a_package_there_is_no_current(cf):
    asked = "/v3/packages/package/droplets?current=true"
    assert cf.error(asked) == bad_query("Unknown query parameter(s): 'current'")


def test_everything_wrong_is_told_at_once_in_the_order_of_the_checks(cf):
    asked = (
        "/v3/apps/nowhere/droplets?current=no&states[a]=b&foo=1&label_selector=&created_ats=x&order_by=x&page=0"
        "&per_page=0&guids[x]=y&space_guids=z"
    )
    said = (
        "Page must be a positive integer",
        "Per page must be a positive integer",
        "Order by can only be: 'created_at', 'updated_at'",
        f"Created ats {TIMESTAMP}",
        "Guids must be an array",
        "Missing label_selector value",
        f"Unknown query parameter(s): 'foo'. Valid parameters are: {VALID}",
        "States must be an array",
        "Current only accepts the value 'true'",
        "Unknown query parameter(s): 'space_guids'",
    )
    assert cf.error(asked) == bad_query(", ".join(said))


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/v3/apps/nowhere/droplets", "App"),
        ("/v3/packages/nowhere/droplets", "Package"),
        ("/v3/apps/nowhere/packages", "App"),
        ("/v3/apps/nowhere/builds", "App"),
        ("/v3/droplets?app_guid=nowhere", "App"),
        ("/v3/droplets?package_guid=nowhere", "Package"),
        ("/v3/packages?app_guid=nowhere", "App"),
    ],
)
def test_400_precedes_404(cf, path, what):
    # cc-droplets 21
    assert cf.error(path) == (404, not_found(what))
    more = "&" if "?" in path else "?"
    assert cf.error(f"{path}{more}page=0") == bad_query("Page must be a positive integer")


@pytest.mark.parametrize("key", ["page", "per_page", "order_by", "label_selector"])
@pytest.mark.parametrize("shape", ["[]=1", "[a]=1"])
def test_an_object_where_text_is_expected_is_an_unknown_error(cf, key, shape):
    # recorded: live_read, lists asked with arrays and objects
    assert cf.error(f"/v3/droplets?{key}{shape}") == (500, UNKNOWN_ERROR)


# cc-surface 3.4
INCLUDED = {
    "/v3/apps": "'space', 'org', 'space.organization'",
    "/v3/apps/my-app": "'space', 'org', 'space.organization'",
    "/v3/spaces": "'org', 'organization'",
    "/v3/spaces/dev": "'org', 'organization'",
}


@pytest.mark.parametrize("path", INCLUDED)
def test_only_what_can_be_included_is(cf, path):
    said = f"Invalid included resource: 'x'. Valid included resources are: {INCLUDED[path]}"
    assert cf.error(f"{path}?include=x") == bad_query(said)
    assert cf.error(f"{path}?include=org,org,org") == bad_query("Duplicate included resource: 'org'")


def test_a_single_resource_takes_no_other_parameter_where_it_looks_at_any(cf):
    said = "Unknown query parameter(s): 'page'. Valid parameters are: 'include'"
    assert cf.error("/v3/apps/my-app?page=1") == bad_query(said)
    assert cf.ask("/v3/droplets/staged?page=0").status_code == 200


# cc-droplets 11: links carry every filter, sorted by name and form-encoded
ECHOES = {
    "": "page=1&per_page=50",
    "order_by=created_at": "order_by=%2Bcreated_at&page=1&per_page=50",
    "order_by=%2Bupdated_at": "order_by=%2Bupdated_at&page=1&per_page=50",
    "order_by=-updated_at": "order_by=-updated_at&page=1&per_page=50",
    "created_ats[lt]=2026-01-01T00:00:00Z": "created_ats%5Blt%5D=2026-01-01T00%3A00%3A00Z&page=1&per_page=50",
    "states=STAGED,FAILED": "page=1&per_page=50&states=STAGED%2CFAILED",
    "states=a,%20b": "page=1&per_page=50&states=a%2Cb",
    "guids=a%252Cb": "guids=a%252Cb&page=1&per_page=50",
    "guids=a%26b,%3Cx%3E,%C3%A9,c+d": "guids=a%26b%2C%3Cx%3E%2C%C3%A9%2Cc+d&page=1&per_page=50",
    "label_selector=!a,b%20in%20(c)": "label_selector=%21a%2Cb+in+%28c%29&page=1&per_page=50",
    "guids=": "guids=&page=1&per_page=50",
}


@pytest.mark.parametrize(("asked", "echo"), ECHOES.items())
def test_links_repeat_what_was_asked(cf, asked, echo):
    first = cf.ask(f"/v3/droplets?{asked}").json()["pagination"]["first"]["href"]
    assert first == f"{cf.url}/v3/droplets?{echo}"


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("app_guid=my-app", "/v3/apps/my-app/droplets"),
        ("package_guid=package", "/v3/packages/package/droplets"),
        ("app_guid=my-app&package_guid=nowhere", "/v3/apps/my-app/droplets"),
    ],
)
def test_links_of_a_nested_list_do_not_repeat_what_it_is_nested_in(cf, asked, path):
    first = cf.ask(f"/v3/droplets?{asked}").json()["pagination"]["first"]["href"]
    assert first == f"{cf.url}{path}?page=1&per_page=50"

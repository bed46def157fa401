"""Pages, order and the filters that every list has: section 11 of cc-droplets."""

from datetime import UTC, datetime, timedelta

import pytest

from fakecf.state.records import App, Droplet, Space

SECOND = datetime(2026, 2, 1, tzinfo=UTC)


def numbered(*names, **fields):
    """Droplets of an app of their own, all made at the same moment unless said otherwise."""
    made = {"created_at": SECOND, "app_guid": "bare", **fields}
    return [Droplet(guid=name, **made) for name in names]


def page_numbers(cf, path):
    """Where the links of a page lead, by number."""
    links = cf.ask(path).json()["pagination"]
    named = ("first", "last", "next", "previous")
    return [links[name] and int(links[name]["href"].split("page=")[1].split("&")[0]) for name in named]


@pytest.mark.parametrize(
    ("page", "found", "leads_to"),
    [
        (1, ["a", "b"], [1, 3, 2, None]),
        (2, ["c", "d"], [1, 3, 3, 1]),
        (3, ["e"], [1, 3, None, 2]),
        (4, [], [1, 1, None, 3]),
        (99, [], [1, 1, None, 98]),
    ],
)
def test_a_list_is_cut_into_pages(cf, page, found, leads_to):
    cf.put(*numbered("a", "b", "c", "d", "e"))
    path = f"/v3/apps/bare/droplets?per_page=2&page={page}"
    assert cf.guids(path) == found
    assert page_numbers(cf, path) == leads_to


def test_the_total_counts_all_that_match(cf):
    cf.put(*numbered("a", "b", "c"))
    pagination = cf.ask("/v3/apps/bare/droplets?per_page=2&guids=a,b,c,x").json()["pagination"]
    assert (pagination["total_results"], pagination["total_pages"]) == (3, 2)


@pytest.mark.parametrize("page", [2, 99])
def test_a_page_beyond_the_end_counts_nothing(cf, page):
    # cc-droplets F13: the total comes with the first row, and there is none
    cf.put(*numbered("a", "b"))
    pagination = cf.ask(f"/v3/apps/bare/droplets?page={page}").json()["pagination"]
    assert (pagination["total_results"], pagination["total_pages"]) == (0, 1)


def test_an_empty_list_has_one_page(cf):
    answer = cf.ask("/v3/apps/bare/droplets").json()
    href = {"href": f"{cf.url}/v3/apps/bare/droplets?page=1&per_page=50"}
    assert answer == {
        "pagination": {
            "total_results": 0,
            "total_pages": 1,
            "first": href,
            "last": href,
            "next": None,
            "previous": None,
        },
        "resources": [],
    }


def test_the_keys_of_a_list_stand_in_ccs_order(cf):
    answer = cf.ask("/v3/apps?include=space").json()
    assert list(answer) == ["pagination", "resources", "included"]
    assert list(answer["pagination"]) == ["total_results", "total_pages", "first", "last", "next", "previous"]


def test_fifty_make_a_page_unless_asked_otherwise(cf):
    cf.put(*numbered(*(f"d{number:03}" for number in range(60))))
    assert len(cf.guids("/v3/apps/bare/droplets")) == 50
    assert len(cf.guids("/v3/apps/bare/droplets?per_page=5000")) == 60


def test_without_order_by_a_list_stands_as_its_records_came(cf):
    cf.put(*numbered("c", "a", created_at=SECOND), *numbered("b", created_at=SECOND - timedelta(days=1)))
    assert cf.guids("/v3/apps/bare/droplets") == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("order_by", "found"),
    [
        ("created_at", ["b", "a", "c"]),
        ("%2Bcreated_at", ["b", "a", "c"]),
        ("-created_at", ["c", "a", "b"]),
        ("updated_at", ["a", "b", "c"]),
        ("-updated_at", ["c", "b", "a"]),
    ],
)
def test_ties_go_by_guid_in_the_same_direction(cf, order_by, found):
    cf.put(*numbered("c", "a"), *numbered("b", created_at=SECOND - timedelta(days=1)))
    assert cf.guids(f"/v3/apps/bare/droplets?order_by={order_by}") == found


@pytest.mark.parametrize(("order_by", "found"), [("updated_at", ["b", "c", "a"]), ("-updated_at", ["a", "c", "b"])])
def test_what_was_never_updated_is_newer_than_all_else(cf, order_by, found):
    # PostgreSQL: nulls last, and first backwards
    later = SECOND + timedelta(days=1)
    cf.put(*numbered("a"), *numbered("b", updated_at=SECOND), *numbered("c", updated_at=later))
    assert cf.guids(f"/v3/apps/bare/droplets?order_by={order_by}") == found


def test_names_are_ordered_by_letter_before_case(cf):
    # PostgreSQL's usual collation
    made = {"created_at": SECOND, "space_guid": "other"}
    cf.put(*(App(guid=name, name=name, **made) for name in ("Zeta", "alpha", "Alpha", "beta")))
    found = cf.guids("/v3/apps?order_by=name&guids=Zeta,alpha,Alpha,beta")
    assert found == ["alpha", "Alpha", "beta", "Zeta"]
    assert cf.guids("/v3/apps?order_by=-name&guids=Zeta,alpha,Alpha,beta") == found[::-1]


def test_apps_can_be_ordered_by_state(cf):
    cf.change(App, "my-app", desired_state="STOPPED")
    cf.change(App, "bare", desired_state="STARTED")
    assert cf.guids("/v3/apps?order_by=state&guids=my-app,bare") == ["bare", "my-app"]


# cc-droplets 11: equality spans the whole second, and the relations keep to that
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("={}", ["a", "b"]),
        ("[lt]={}", ["before"]),
        ("[lte]={}", ["before", "a", "b"]),
        ("[gt]={}", ["after"]),
        ("[gte]={}", ["a", "b", "after"]),
        ("=2026-01-31T23:59:59Z,{}", ["before", "a", "b"]),
        ("[lt]={}&KEY[gt]={}", []),
        ("[lte]={}&KEY[gte]={}", ["a", "b"]),
    ],
)
@pytest.mark.parametrize("key", ["created_ats", "updated_ats"])
def test_moments_are_compared_by_the_second(cf, key, asked, found):
    moments = {
        "before": SECOND - timedelta(microseconds=1),
        "a": SECOND,
        "b": SECOND + timedelta(microseconds=999_999),
        "after": SECOND + timedelta(seconds=1),
    }
    cf.put(*(numbered(name, created_at=at, updated_at=at)[0] for name, at in moments.items()))
    query = f"{key}{asked}".replace("{}", "2026-02-01T00:00:00Z").replace("KEY", key)
    assert cf.guids(f"/v3/apps/bare/droplets?{query}") == found


def test_what_was_never_updated_is_in_no_span_of_updates(cf):
    cf.put(*numbered("a"))
    assert cf.guids("/v3/apps/bare/droplets?updated_ats[lt]=2030-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("guids=a", ["a"]),
        ("guids=b,a", ["a", "b"]),
        ("guids=b,%20a", ["a", "b"]),
        ("guids=a,a", ["a"]),
        ("guids=", []),
        ("guids", []),
        ("guids=x", []),
        ("guids=%2561", ["a"]),
        ("guids[]=a", []),
        ("states=", []),
        ("states=NOPE", []),
        ("states=staged", []),
        ("states=FAILED,NOPE", ["b"]),
    ],
)
def test_comma_lists_leave_what_they_name(cf, asked, found):
    # cc-droplets 11: each part is unescaped once more; corrections 9
    cf.put(*numbered("a", "c"), *numbered("b", state="FAILED"))
    assert cf.guids(f"/v3/apps/bare/droplets?{asked}") == sorted(found)


def test_filters_all_hold_at_once(cf):
    assert cf.guids("/v3/droplets?states=STAGED&app_guids=my-app,imaged&guids=staged,docker,failed") == [
        "staged",
        "docker",
    ]
    assert cf.guids("/v3/droplets?app_guids=my-app&space_guids=other") == []
    assert cf.guids("/v3/droplets?organization_guids=acme&space_guids=suspended-dev") == []


def test_spaces_that_cannot_be_read_are_passed_over_in_silence(cf):
    # cc-droplets 11
    assert "foreign" not in cf.guids("/v3/droplets?space_guids=dev,other", "space_developer")
    assert "foreign" in cf.guids("/v3/droplets?space_guids=dev,other", "org_manager")


def test_links_name_the_host_that_was_asked(cf):
    shown = cf.ask("/v3/droplets", headers={"Host": "cf.localhost"}).json()["pagination"]["first"]["href"]
    assert shown.startswith(f"http://cf.localhost:{cf.foundation.addresses.api}/v3/droplets?")


def test_the_ampersands_of_links_are_escaped(cf):
    # cc-droplets F7
    assert r"page=1\u0026per_page=50" in cf.ask("/v3/droplets").text


def test_a_space_without_apps_has_an_empty_list(cf):
    cf.put(Space(guid="empty", name="empty", organization_guid="acme", created_at=SECOND))
    assert cf.guids("/v3/droplets?space_guids=empty") == []

from datetime import UTC, datetime

import pytest

from tests.conformance.comparing import Answer, Setting, difference

KNOWN = "b2091ca3-f492-4356-a950-c8372964a7f1"
NEW = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"
SETTING = Setting(
    api="https://api.example.org",
    blobstore="https://s3.example.net",
    knows=lambda guid: guid == KNOWN,
    moments=(datetime(2026, 11, 23, 15, 0, 0, 500000, UTC), datetime(2026, 11, 23, 14, 0, tzinfo=UTC)),
)
PRESIGNED = "https://s3.example.net/cc-droplets/fb/e3/x"


def answer(body="", status=200, **headers):
    return Answer(status, [(name.replace("_", "-"), value) for name, value in headers.items()], body.encode())


def kind(expected, got):
    found = difference(expected, got, SETTING)
    return found.kind if found else None


def test_the_same_answer_is_equal():
    assert kind(answer("{}", content_type="a"), answer("{}", content_type="a")) is None


def test_a_status_counts_before_all_else():
    assert kind(answer("a", 200), answer("b", 404)) == "status"


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ('{"name":"a"}', '{"name":"b"}'),
        ('{"a":1,"b":2}', '{"b":2,"a":1}'),
        ('{"a":null}', "{}"),
        ('{"a":null}', '{"a":""}'),
        ('{"a":1}', '{"a":1.0}'),
        ('{"a":"1"}', '{"a":1}'),
        (r'{"a":"x\u0026y"}', '{"a":"x&y"}'),
        ('{"a":"é"}', r'{"a":"\u00e9"}'),
        ('{"a":1}', '{"a": 1}'),
        ('{"a":1}', '{"a":1}\n'),
        ("", "{}"),
    ],
)
def test_every_byte_of_a_body_counts(expected, got):
    assert kind(answer(expected), answer(got)) == "body"


def test_bytes_that_are_no_text_count_too():
    assert kind(Answer(200, [], b"\xff"), Answer(200, [], b"\xfe")) == "body"


@pytest.mark.parametrize(
    "name", ["content_type", "x_cf_warnings", "x_ratelimit_remaining", "referrer_policy", "location"]
)
def test_a_compared_header_must_be_there_and_no_other_and_the_same(name):
    with_it, without, another = answer(**{name: "1"}), answer(), answer(**{name: "2"})
    assert [kind(with_it, without), kind(without, with_it), kind(with_it, another)] == ["headers"] * 3


def test_a_header_sent_twice_is_not_the_same_as_once():
    twice = Answer(200, [("x-cf-warnings", "a"), ("x-cf-warnings", "a")], b"")
    assert kind(twice, answer(x_cf_warnings="a")) == "headers"


def test_the_case_of_a_name_and_headers_that_are_not_compared_do_not_count():
    assert kind(answer(content_type="a", x_runtime="1"), Answer(200, [("Content-Type", "a")], b"")) is None


def test_a_new_guid_is_compared_by_position():
    assert kind(answer(f"{NEW} {KNOWN} {NEW}"), answer(f"{OTHER} {KNOWN} {OTHER}")) is None
    assert kind(answer(f"{NEW} {NEW}"), answer(f"{NEW} {OTHER}")) == "body"
    assert kind(answer(f"{NEW} {OTHER}"), answer(f"{NEW} {NEW}")) == "body"


def test_a_known_guid_is_no_wildcard():
    assert kind(answer(KNOWN), answer(NEW)) == "body"
    assert kind(answer(NEW), answer(KNOWN)) == "body"


def test_guids_are_counted_on_from_the_body_to_the_location():
    def created(guid, linked):
        return answer(guid, location=f"https://api.example.org/v3/jobs/{linked}")

    assert kind(created(NEW, NEW), created(OTHER, OTHER)) is None
    assert kind(created(NEW, NEW), created(OTHER, NEW)) == "headers"


@pytest.mark.parametrize(
    ("expected", "got", "differs"),
    [
        ("2026-11-23T15:00:00Z", "2026-11-23T15:00:02Z", None),
        ("2026-11-23T15:00:00Z", "2026-11-23T14:00:01Z", None),  # the database's now
        ("2026-11-23T15:00:00Z", "2026-11-23T15:00:03Z", "body"),
        ("2026-11-23T15:00:00Z", "2026-11-23T15:00:00.000Z", "body"),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z", "body"),
        ("2026-99-23T15:00:00Z", "2026-99-23T15:00:01Z", "body"),
    ],
)
def test_a_time_counts_unless_it_is_the_present(expected, got, differs):
    assert kind(answer(expected), answer(got)) == differs


@pytest.mark.parametrize(
    "url", ["https://api.example.org:443/v3", "https://api.example.org.evil/v3", "http://api.example.org/v3"]
)
def test_the_base_url_is_only_the_base_url(url):
    assert kind(answer("https://api.example.org/v3"), answer(url)) == "body"


@pytest.mark.parametrize(
    ("got", "differs"),
    [
        (f"{PRESIGNED}?X-Amz-Signature=2", None),
        (PRESIGNED, None),
        ("https://s3.example.net/cc-packages/fb/e3/x", "headers"),
        ("https://s3.example.net/cc-droplets/fb/e3/y", "headers"),
        ("https://api.example.org/cc-droplets/fb/e3/x", "headers"),
        ("https://other.example.net/cc-droplets/fb/e3/x", "headers"),
    ],
)
def test_a_presigned_location_counts_by_its_kind_of_host_and_its_path(got, differs):
    assert kind(answer(location=f"{PRESIGNED}?X-Amz-Signature=1"), answer(location=got)) == differs


def test_the_query_of_any_other_location_counts():
    here = "https://api.example.org/v3/jobs?a="
    assert kind(answer(location=f"{here}1"), answer(location=f"{here}2")) == "headers"

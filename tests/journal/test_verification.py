import pytest

from fakecf.checking import CheckError
from fakecf.journal import NotVerifiedError, Search, Times
from fakecf.web import Answer


@pytest.fixture
def journal(world):
    for path, status in (("/v3/apps", 502), ("/v3/spaces", 200), ("/v3/apps", 200), ("/v3/apps", 200)):
        world.ask("api", path, Answer(status))
    return world.journal


APPS = Search(path="/v3/apps")


@pytest.mark.parametrize("times", [3, Times(min=3), Times(max=3), Times(min=1, max=4), Times()])
def test_what_was_asked_as_often_as_wanted_is_given(journal, times):
    assert [each.id for each in journal.verify(APPS, times)] == [1, 3, 4]


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (2, "found 3 exchanges where exactly 2 are wanted"),
        (0, "found 3 exchanges where exactly 0 are wanted"),
        (Times(max=2), "found 3 exchanges where 0 to 2 are wanted"),
    ],
)
def test_too_many_are_told(journal, times, said):
    with pytest.raises(NotVerifiedError) as failed:
        journal.verify(APPS, times)
    assert (str(failed.value), failed.value.found, failed.value.near_misses) == (said, 3, ())


def test_too_few_are_told_with_what_came_nearest(journal):
    with pytest.raises(NotVerifiedError) as failed:
        journal.verify(Search(path="/v3/apps", status=502, method="GET"), 2)
    assert str(failed.value).splitlines() == [
        "found 1 exchange where exactly 2 are wanted",
        "  nearest: 4 api GET /v3/apps -> 200: status is 200, not 502",
        "  nearest: 3 api GET /v3/apps -> 200: status is 200, not 502",
        "  nearest: 2 api GET /v3/spaces -> 200: status is 200, not 502, path is '/v3/spaces', not '/v3/apps'",
    ]
    assert failed.value.found == 1


def test_at_least_once_is_wanted_unless_said_otherwise(journal):
    assert len(journal.verify(APPS)) == 3
    with pytest.raises(NotVerifiedError, match="where at least 1 are wanted"):
        journal.verify(Search(status=404))


def test_a_range_that_nothing_is_in_is_refused():
    with pytest.raises(CheckError, match="cannot both be"):
        Times(min=3, max=2)


def test_an_order_may_have_others_between(journal):
    order = (Search(status=502), Search(path="/v3/apps", status=200))
    assert [each.id for each in journal.verify_order(*order)] == [1, 3]


def test_the_same_thing_twice_needs_two_exchanges(journal):
    assert len(journal.verify_order(APPS, APPS, APPS)) == 3
    with pytest.raises(NotVerifiedError, match="found 3 of 4 in this order: nothing after exchange 4 is like /order/3"):
        journal.verify_order(APPS, APPS, APPS, APPS)


def test_the_wrong_order_names_the_place_and_what_came_later(journal):
    with pytest.raises(NotVerifiedError) as failed:
        journal.verify_order(Search(path="/v3/spaces"), Search(status=502))
    assert failed.value.found == 1
    assert [miss.id for miss in failed.value.near_misses] == [4, 3]


def test_an_order_is_that_of_asking_not_of_answering(world):
    def app(environ, start_response):
        world.ask("api", "/inner")
        return Answer(200)(environ, start_response)

    world.ask("api", "/outer", app)
    assert [each.path for each in world.journal.exchanges()] == ["/inner", "/outer"]
    assert len(world.journal.verify_order(Search(path="/outer"), Search(path="/inner"))) == 2


def test_the_words_of_a_client_cannot_forge_a_line(world):
    world.ask("api", "/a%0a  nearest: forged%1b[2J")
    with pytest.raises(NotVerifiedError) as failed:
        world.journal.verify(Search(path="/b", status=200))
    assert len(str(failed.value).splitlines()) == 2
    assert str(failed.value).isascii()
    assert "\x1b" not in str(failed.value)

import pytest

from fakecf.errors import catalogue


def test_a_name_gives_the_error_of_that_name(world):
    # cc-droplets 4
    world.engine.add("downloads CF-NotAuthenticated")
    answer = world.download()
    body = '{"errors":[{"detail":"Authentication error","title":"CF-NotAuthenticated","code":10002}]}'
    assert (answer.status_code, answer.text) == (401, body)


def test_an_object_can_say_what_the_error_is_about(world):
    world.engine.add({"on": "apps.create", "do": {"error": "CF-UniquenessError", "detail": "App 'web' exists"}})
    answer = world.get("/v3/apps", method="POST")
    body = '{"errors":[{"detail":"App \'web\' exists","title":"CF-UniquenessError","code":10016}]}'
    assert (answer.status_code, answer.text) == (422, body)


def test_callers_without_a_token_have_a_limit_of_their_own(world):
    # cc-droplets 10.4, conformance 429-ip-3
    world.engine.add("downloads CF-IPBasedRateLimitExceeded")
    answer = world.download()
    assert answer.text == (
        '{"errors":[{"detail":"Rate Limit Exceeded: Unauthenticated requests from this IP address have exceeded the '
        'limit. Please log in.","title":"CF-IPBasedRateLimitExceeded","code":10014}]}'
    )
    assert answer.headers["x-ratelimit-limit"] == "100"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_every_error_of_the_catalogue_can_be_named(world):
    for name, known in catalogue().items():
        world.engine.replace("f_1", f"downloads CF-{name}")
        answer = world.download()
        assert (answer.status_code, "%s" in answer.text) == (known.status, False)


@pytest.mark.at("api")
def test_it_comes_over_the_wire_with_the_headers_of_rails(wire):
    said = wire.struck("CF-NotAuthorized")
    assert (said.status_line, said.end) == ("HTTP/1.1 403 Forbidden", "kept")
    assert said.header("X-Frame-Options") == "SAMEORIGIN"
    assert said.body == (
        b'{"errors":[{"detail":"You are not authorized to perform the requested action","title":"CF-NotAuthorized",'
        b'"code":10003}]}'
    )

import pytest

from fakecf.web import Answer, Routes, json_answer, reason_phrase


def sent(answer, method="GET"):
    seen = []
    body = b"".join(answer({"REQUEST_METHOD": method}, lambda status, headers: seen.append((status, headers))))
    return *seen[0], body


def test_an_answer_of_bytes_gets_its_length_last():
    assert sent(Answer(200, [("x", "1")], b"abc")) == ("200 OK", [("x", "1"), ("content-length", "3")], b"abc")


def test_head_keeps_the_headers_and_drops_the_body():
    assert sent(Answer(200, [], b"abc"), "HEAD") == ("200 OK", [("content-length", "3")], b"")


def test_a_body_of_chunks_is_closed_when_head_drops_it():
    class Chunks:
        closed = False

        def __iter__(self):
            yield b"abc"

        def close(self):
            self.closed = True

    chunks = Chunks()
    assert sent(Answer(200, [("content-length", "3")], chunks), "HEAD")[2] == b""
    assert chunks.closed


def test_a_reason_may_be_given():
    assert sent(Answer(503, [], b"", "Slow Down"))[0] == "503 Slow Down"
    assert reason_phrase(599) == ""


def test_setting_a_header_replaces_it_where_it_stands():
    answer = Answer(200, [("A", "1"), ("B", "2")])
    answer.set_header("a", "3")
    answer.set_header("C", "4")
    assert answer.headers == [("A", "3"), ("B", "2"), ("C", "4")]


def test_json_answers_are_compact():
    assert json_answer(200, {"a": ["é"]}).body == '{"a":["é"]}'.encode()


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/v3/apps/x", ("/v3/apps/<guid>", "show", {"guid": "x"})),
        ("GET", "/v3/apps/a.b", None),
        ("GET", "/v3/apps/a/b", None),
        ("POST", "/v3/apps/x", None),
    ],
)
def test_a_placeholder_is_one_segment_without_dots(method, path, found):
    """cc-droplets 4, route quirks."""
    routes: Routes[str] = Routes()
    routes.add("GET", "/v3/apps/<guid>", "show")
    assert routes.match(method, path) == found
    assert list(routes) == [("GET", "/v3/apps/<guid>", "show")]


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/v3/apps/deep", "deep"),
        ("GET", "/v3/apps/deep/", "deep"),
        ("HEAD", "/v3/apps/deep", "deep"),
        ("GET", "//v3/apps/deep", None),
        ("GET", "v3/apps/deep", None),
        ("POST", "/v3/apps/deep", "post any"),
        ("GET", "/v3/apps/deep/er", "two"),
        ("GET", "/Users/a.b", "user"),
        ("GET", "/Users//", None),
        ("GET", "/", "root"),
    ],
)
def test_words_go_before_placeholders_unless_they_lead_nowhere(method, path, found):
    routes: Routes[str] = Routes()
    routes.add("POST", "/v3/apps/<guid>", "post any")
    routes.add("GET", "/v3/apps/<guid>", "any")
    routes.add("GET", "/v3/apps/deep", "deep")
    routes.add("GET", "/v3/apps/<guid>/<name>", "two")
    routes.add("GET", "/Users/<string:user_id>", "user")
    routes.add("GET", "/", "root")
    matched = routes.match(method, path)
    assert (matched[1] if matched else None) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/faults/a.b/c", ("show", {"guid": "a.b/c"})),
        ("/faults/a/", ("show", {"guid": "a/"})),
        ("/faults/a/b/release", ("release", {"guid": "a/b"})),
        ("/faults/", None),
        ("/faults//a", None),
    ],
)
def test_a_placeholder_of_a_path_holds_slashes_and_dots(path, found):
    routes: Routes[str] = Routes()
    routes.add("GET", "/faults/<path:guid>/release", "release")
    routes.add("GET", "/faults/<path:guid>", "show")
    matched = routes.match("GET", path)
    assert (matched[1:] if matched else None) == found


def test_a_path_allows_the_verbs_of_every_rule_that_leads_there():
    routes: Routes[str] = Routes()
    routes.add("GET", "/apps/<guid>", "show")
    routes.add("DELETE", "/apps/all", "clear")
    assert routes.allowed("/apps/all") == ["DELETE", "GET", "HEAD"]
    assert routes.allowed("/spaces") == []

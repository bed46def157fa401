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

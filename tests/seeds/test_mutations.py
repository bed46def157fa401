import contextlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakecf.seeds import SeedError, load
from fakecf.seeds.loader import shipped

DEFAULT = shipped()["default"].read_text()
TREE = yaml.safe_load(DEFAULT)

NASTY = st.sampled_from(
    [
        *(
            "",
            ":",
            "- ",
            "\t",
            "{",
            "}",
            "[",
            "]",
            "&a ",
            "*a",
            "<<: *a",
            "!!str ",
            "'",
            '"',
            "\n",
            "  ",
            "%",
            "${",
            "${X}",
        ),
        *("null", "~", "-1", "1e999", "0x", "9" * 20, "\0", "\ud7ff", "\ufeff", "\u2028", "|", ">", "? ", "#"),
        *("force: true", "state: STAGED", "include: default", "bits: ./nowhere", "created_at: -9999999d", "guid: a"),
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(
        ["STARTED", "STAGED", "FAILED", "docker", "cnb", "none", "missing", "dev", "-45d", "", "\0", "9e9d"]
    )
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutations")


def _load(home: Path, text: str, now) -> None:
    """Loads what may be nonsense: only SeedError may come of it."""
    (home / "a.yml").write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    with contextlib.suppress(SeedError):
        load([home / "a.yml"], now=now, environ={})


NO_HURRY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@NO_HURRY
@given(st.lists(st.tuples(st.integers(0, len(DEFAULT)), st.integers(0, 12), NASTY), min_size=1, max_size=4))
def test_text_cut_and_replaced_anywhere_is_loaded_or_refused(home, now, cuts):
    text = DEFAULT
    for start, length, put in cuts:
        text = text[:start] + put + text[start + length :]
    _load(home, text, now)


def _paths(value: Any, path: tuple = ()) -> list[tuple]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, child in children for found in _paths(child, (*path, key)))]


def _replaced(value: Any, path: tuple, put: Any) -> Any:
    if not path:
        return put
    if isinstance(value, dict):
        return {key: _replaced(child, path[1:], put) if key == path[0] else child for key, child in value.items()}
    return [_replaced(child, path[1:], put) if key == path[0] else child for key, child in enumerate(value)]


@NO_HURRY
@given(st.sampled_from(_paths(TREE)[1:]), VALUES)
def test_any_value_in_the_place_of_any_other_is_loaded_or_refused(home, now, path, put):
    _load(home, yaml.safe_dump(_replaced(TREE, path, put), allow_unicode=True), now)


@NO_HURRY
@given(st.binary(max_size=200))
def test_any_bytes_are_loaded_or_refused(home, now, noise):
    (home / "b.yml").write_bytes(b"fakecf: 1\n" + noise)
    with contextlib.suppress(SeedError):
        load([home / "b.yml"], now=now, environ={})

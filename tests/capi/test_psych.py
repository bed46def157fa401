"""YAML as Ruby writes it: what `to_yaml` of Psych 5 gives, as the recordings of app_manifests and live_read have it."""

import pytest

from fakecf.capi.psych import BadAliasError, BadYamlError, from_yaml, to_yaml


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("word", "word"),
        ("two words", "two words"),
        ("1024M", "1024M"),
        ("https://u:p@github.com/x/y", "https://u:p@github.com/x/y"),
        ("héllo", "héllo"),
        ("/foobar", '"/foobar"'),
        ("./authenticator", '"./authenticator"'),
        ("<&>", '"<&>"'),
        ("-x", '"-x"'),
        ("y", '"y"'),
        ("N", '"N"'),
        ("yes", "'yes'"),
        ("no", "'no'"),
        ("null", "'null'"),
        ("1", "'1'"),
        ("1.5", "'1.5'"),
        ("1,000", "'1,000'"),
        ("2026-01-01", "'2026-01-01'"),
        ("", "''"),
        ("a: b", "'a: b'"),
        ("a #b", "'a #b'"),
        ("one\ntwo", "|-\n  one\n  two"),
        (-1, "-1"),
        (True, "true"),
        ({}, "{}"),
        ({"1": "one"}, "\n  '1': one"),
        (["web", "worker"], "\n- web\n- worker"),
        ("a " * 50 + "b", f"{' '.join('a' * 39)}\n  {' '.join('a' * 11)} b"),
    ],
)
def test_values_are_quoted_and_folded_as_psych_does(value, written):
    space = "" if written.startswith("\n") else " "
    assert to_yaml({"key": value}) == f"---\nkey:{space}{written}\n"


def test_keys_keep_their_order_and_nothing_is_an_alias():
    same = ["x"]
    assert to_yaml({"b": same, "a": same}) == "---\nb:\n- x\na:\n- x\n"


def test_nothing_is_written_as_nothing():
    assert to_yaml({"a": None, "b": [None]}) == "---\na:\nb:\n-\n"


def test_texts_numbers_lists_and_objects_are_read():
    written = b"a: [1, 1.5, x, true, ~, '1']\nb: &unused {c: 1.5GB}\n--- second"
    assert from_yaml(written) == {"a": [1, 1.5, "x", True, None, "1"], "b": {"c": "1.5GB"}}
    assert from_yaml(b"") is None


@pytest.mark.parametrize(
    "written",
    [
        b"a: 2026-01-01",
        b"a: !!set {b}",
        b"a: !!python/object:os.system x",
        b"[",
        b"\xff",
        b"{[a]: b}",
        b"[" * 101 + b"]" * 101,
        b"a: " + b"9" * 5000,
    ],
)
def test_what_ruby_would_load_a_class_for_is_not_read(written):
    with pytest.raises(BadYamlError):
        from_yaml(written)


def test_aliases_are_not_followed():
    with pytest.raises(BadAliasError):
        from_yaml(b"[&a x, *a]")

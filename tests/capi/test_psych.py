"""YAML as Ruby writes it: what `to_yaml` of Psych 5 gives, as the recordings of app_manifests and live_read have it."""

import pytest

from fakecf.capi.psych import to_yaml


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

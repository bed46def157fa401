"""JSON as CC writes it: cc-droplets 2."""

import pytest

from fakecf.capi.encoding import encode


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a&b", r'"a\u0026b"'),
        ("<x>", r'"\u003cx\u003e"'),
        ("\u2028\u2029", r'"\u2028\u2029"'),
        ("é/ü", '"é/ü"'),
        ('"\\', r'"\"\\"'),
        ("\b\t\n\f\r", r'"\b\t\n\f\r"'),
        ("\x01", r'"\u0001"'),
        ({"b": 1, "a": [None, True, 1.5]}, '{"b":1,"a":[null,true,1.5]}'),
        ({"&": 1}, r'{"\u0026":1}'),
        ({}, "{}"),
    ],
)
def test_json_is_compact_in_order_and_safe_inside_html(value, written):
    assert encode(value).decode() == written

import time

import pytest

from fakecf.seeds.composer import DEEPEST, MOST_NODES
from fakecf.seeds.yaml_reader import LARGEST

UNREADABLE = [
    ("", "1:1", "the document is empty; begin it with 'fakecf: 1'"),
    ("# nothing\n", "1:1", "the document is empty; begin it with 'fakecf: 1'"),
    ("- fakecf: 1\n", "1:1", "a document is a mapping, not a list; begin it with 'fakecf: 1'"),
    ("just text\n", "1:1", "a document is a mapping, not text; begin it with 'fakecf: 1'"),
    ("fakecf: 2\n", "1:9", "this fakecf reads version 1 of the format only; allowed: 1"),
    ("fakecf: '1'\n", "1:9", "this fakecf reads version 1 of the format only; allowed: 1"),
    ("orgs: {}\n", "1:1", "document: the key 'fakecf' is missing; begin with 'fakecf: 1'"),
    ("fakecf: 1\norgs:\n\tacme:\n", "3:1", "a tab cannot indent; use spaces"),
    ("fakecf: 1\nfakecf: 1\n", "2:1", "the key 'fakecf' stands twice; first at a.yml:1:1"),
    ("fakecf: 1\nusers: {alice: a, alice: b}\n", "2:19", "the key 'alice' stands twice; first at a.yml:2:9"),
    (
        "fakecf: 1\nusers: {alice: !!python/object/apply:os.system [ls]}\n",
        "2:16",
        ("the tag 'tag:yaml.org,2002:python/object/apply:os.system'; tags are not allowed, values are plain"),
    ),
    ("fakecf: 1\nusers: !custom {}\n", "2:8", "the tag '!custom'; tags are not allowed, values are plain"),
    ("fakecf: 1\nusers: &u {alice: *u}\n", "2:19", "'*u' stands inside the value it refers to"),
    ("fakecf: 1\nusers:\n  <<: &u\n    <<: *u\n", "4:9", "'*u' stands inside the value it refers to"),
    ("fakecf: 1\nusers: *nobody\n", "2:8", "no anchor '&nobody' stands before '*nobody'"),
    ("fakecf: 1\nusers: {<<: alice}\n", "2:9", "'<<' takes a mapping or a list of mappings"),
    ("fakecf: 1\nusers: {[a]: b}\n", "2:9", "a key must be text"),
    ("fakecf: 1\n---\nfakecf: 1\n", "2:1", "a second document; a file holds one, name several files to merge them"),
    ("%YAML 1.2\n---\nfakecf: 1\n", "1:1", "a line cannot begin with '%'"),
    (b"fakecf: 1\nusers: {\xff: a}\n", "2:9", "not UTF-8: byte 0xff; save the document as UTF-8"),
    (b"\xff\xfef\x00", "1:1", "not UTF-8: byte 0xff; save the document as UTF-8"),
    ("fakecf: 1\nusers: {a: \x07}\n", "2:12", "the character U+0007 cannot stand in a document"),
    ("fakecf: 1\nusers: {a: b\n", "3:1", "not YAML: did not find expected ',' or '}' while parsing a flow mapping"),
    ("fakecf: 1\nusers: {a: 'b\n", "3:1", "not YAML: found unexpected end of stream while scanning a quoted scalar"),
    (
        "fakecf: 1\nusers: a: b\n",
        "2:9",
        "a ':' where no key can be; check the indentation, or put a value that holds ': ' in quotes",
    ),
    ("fakecf: 1\nusers: @a\n", "2:8", "a value cannot begin with '@'; put it in quotes"),
    (
        "fakecf: 1\n users: {}\n",
        "2:7",
        "a ':' where no key can be; check the indentation, or put a value that holds ': ' in quotes",
    ),
    ("fakecf: 1\nusers: {a: ${NAME}}\n", "2:13", "inside { } and [ ], a value with ${ in it must stand in quotes"),
    (
        "fakecf: 1\nusers: {a: '${not a name}'}\n",
        "2:12",
        "`${` begins a variable: write ${NAME}, ${NAME:-default}, or $${ for a plain `${`",
    ),
    (
        '{"fakecf": 1, "users": {"a": "b" "c"}}',
        "1:34",
        "not YAML: did not find expected ',' or '}' while parsing a flow mapping",
    ),
]


@pytest.mark.parametrize(("text", "place", "what"), UNREADABLE)
def test_what_cannot_be_read_is_refused_at_its_place(refused, text, place, what):
    assert refused(text) == f"a.yml:{place}: {what}"


def _bomb(levels: int) -> str:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(["a0: &a0 [x, x, x]", *lines])


# reliability T-25
ATTACKS = {
    "code": ("fakecf: !!python/object/apply:os.system [ls]\n", "tags are not allowed"),
    "aliases": (_bomb(12), f"more than {MOST_NODES} values"),
    "merged aliases": ("a: &a {b: c}\nd: [" + "{<<: *a}, " * 60_000 + "]", f"more than {MOST_NODES} values"),
    "an alias to itself": ("a: &a [*a]\n", "stands inside the value it refers to"),
    "merges in a circle": ("a: &a\n  b: {<<: *a}\n", "stands inside the value it refers to"),
    "nested lists": ("[" * 10_000, f"nested more than {DEEPEST} deep"),
    "nested mappings": ("{a: " * 10_000, f"nested more than {DEEPEST} deep"),
    "nested dashes": ("- " * 10_000, f"nested more than {DEEPEST} deep"),
    "nested keys": ("? " * 10_000, "a key must be text"),
    "size": ("a" * (LARGEST + 1), "larger than 15 MiB"),
    "many values": ("[" + "[]," * (LARGEST // 3 - 1) + "]", f"more than {MOST_NODES} values"),
    "many directives": ("%TAG !a! b\n" * 1_000_000, "a line cannot begin with '%'"),
    "one endless quote": ("a: '" + "\n" * (LARGEST - 10), "unexpected end of stream"),
    "two documents": ("a: b\n---\na: b\n", "a second document"),
}


@pytest.mark.parametrize(("text", "what"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_ends_within_a_second_with_one_line(refused, text, what):
    began = time.thread_time()
    message = refused(text)
    assert time.thread_time() - began < 1
    assert message.startswith("a.yml:")
    assert what in message
    assert "\n" not in message


def _passwords(seed) -> dict[str, str]:
    return {user.username: user.password for user in seed.records if user.plural == "uaa_users"}


@pytest.mark.parametrize(
    "text", ["no", "on", "yes", "12:30:45", "2026-01-31", "2026-01-31T12:00:00Z", "3.228.0", "1_000", ".nan", "1e999"]
)
def test_only_yaml_12_words_are_more_than_text(seed, text):
    assert _passwords(seed(f"fakecf: 1\nusers:\n  alice: {text}\n")) == {"alice": text}


@pytest.mark.parametrize(("text", "size"), [("2048", 2048), ("0x800", 2048), ("0o4000", 2048), ("2KiB", 2048)])
def test_numbers_are_read_in_every_form_of_yaml_12(seed, text, size):
    app = f"{{droplets: [{{bits: {{size: {text}}}}}]}}"
    loaded = seed(f"fakecf: 1\norgs: {{o: {{spaces: {{s: {{apps: {{a: {app}}}}}}}}}}}\n")
    assert [len(blob.body) for blob in loaded.blobs] == [size]


def test_a_byte_order_mark_is_skipped(seed):
    assert _passwords(seed(b"\xef\xbb\xbffakecf: 1\nusers: {a: b}\n")) == {"a": "b"}


def test_json_is_read_as_well(seed):
    assert _passwords(seed('{\n\t"fakecf": 1,\n\t"users": {"a": "b"}\n}\n')) == {"a": "b"}


def test_anchors_and_merge_keys_spare_repetition_and_what_is_written_wins(seed):
    text = "fakecf: 1\nusers:\n  a: &a {password: x, origin: ldap}\n  b: {<<: *a, password: y}\n  c: *a\n"
    users = [user for user in seed(text).records if user.plural == "uaa_users"]
    assert [(user.username, user.password, user.origin) for user in users] == [
        ("a", "x", "ldap"),
        ("b", "y", "ldap"),
        ("c", "x", "ldap"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${NAME}", "ada"),
        ("${NAME}-${NAME:-x}", "ada-ada"),
        ("${UNSET:-y}", "y"),
        ("${EMPTY:-y}", "y"),
        ("${UNSET:-}", ""),
        ("$${NAME} and $NAME", "${NAME} and $NAME"),
        ("${DIGITS}", "123"),
    ],
)
def test_a_variable_of_the_environment_stands_for_its_text(seed, text, value):
    loaded = seed(f"fakecf: 1\nusers:\n  alice: {text}\n", NAME="ada", EMPTY="", DIGITS="123")
    assert _passwords(loaded) == {"alice": value}


def test_a_variable_can_stand_where_a_number_is_wanted(seed):
    text = 'fakecf: 1\norgs: {o: {spaces: {s: {generate: {apps: "${APPS:-3}", droplets_each: 0}}}}}\n'
    assert seed(text).summary["apps"] == 3
    assert seed(text, APPS="2").summary["apps"] == 2


def test_a_variable_in_a_key_is_text(seed):
    assert _passwords(seed("fakecf: 1\nusers:\n  ${NAME}: x\n", NAME="ada")) == {"${NAME}": "x"}


def test_a_variable_that_is_not_set_is_refused(refused):
    message = "the variable NAME is not set; set it, or write ${NAME:-default}"
    assert refused("fakecf: 1\nusers:\n  alice: ${NAME}\n") == f"a.yml:3:10: {message}"

import pytest

from fakecf.seeds import SeedError, load

APP = {"droplets": [{"bits": {"size": "64KiB"}}]}


def document(app, **more):
    return {"fakecf": 1, "orgs": {"acme": {"spaces": {"dev": {"apps": {"web": app}}}}}, **more}


@pytest.fixture
def given(folder, now):
    """Loads documents that are given themselves."""

    def loaded(*sources, sent=False, **environ):
        return load(sources, now=now, environ=environ, sent=sent)

    return loaded


@pytest.fixture
def not_taken(given):
    def lines(*sources, **how):
        with pytest.raises(SeedError) as caught:
            given(*sources, **how)
        return str(caught.value).splitlines()

    return lines


def test_a_mapping_is_the_document_that_its_yaml_would_be(given):
    text = b"fakecf: 1\norgs: {acme: {spaces: {dev: {apps: {web: {droplets: [{bits: {size: 64KiB}}]}}}}}}\n"
    from_values, from_text = given(document(APP)), given(text)
    assert from_values.records == from_text.records
    assert [blob.key for blob in from_values.blobs] == [blob.key for blob in from_text.blobs]
    assert from_values.sources == from_text.sources == ("document",)


def test_tuples_are_lists_and_documents_of_every_form_merge(given, folder):
    (folder / "a.yml").write_text("fakecf: 1\nusers: {alice: }\n")
    seed = given("a.yml", document({"droplets": (None, None)}), b"fakecf: 1\nusers: {bob: }\n")
    assert seed.summary["droplets"] == 2
    assert seed.summary["users"] == 2


def test_a_mapping_includes_files_and_takes_variables_as_a_file_does(given, folder):
    (folder / "a.yml").write_text("fakecf: 1\nusers: {alice: }\n")
    seed = given(document({"env": {"A": "${A:-b}", "B": "$${B}"}}, include=["a.yml", "roles"]), A="c")
    assert seed.summary["users"] > 5
    assert {"A": "c", "B": "${B}"} in [each.environment_variables for each in seed.records if each.plural == "apps"]


def test_problems_of_a_mapping_stand_at_their_paths(not_taken):
    lines = not_taken(document({"droplets": [{"bits": "./none.tgz", "stat": 1}], "env": {"A": 1}}))
    assert lines[0].startswith("orgs/acme/spaces/dev/apps/web/droplets/0/stat: droplet: unknown key 'stat'")
    assert lines[1].startswith("orgs/acme/spaces/dev/apps/web/env/A: expected text")
    (line,) = not_taken(document({"droplets": [{"bits": "./none.tgz"}]}))
    assert line.startswith("orgs/acme/spaces/dev/apps/web/droplets/0/bits: no file or folder './none.tgz' in")
    assert not_taken({})[0].startswith("document: document: the key 'fakecf' is missing")


def test_problems_of_text_stand_in_its_lines(not_taken):
    assert not_taken(b"fakecf: 1\norgz: {}\n")[0].startswith("document:2:1: document: unknown key 'orgz'")


def test_a_place_has_a_json_pointer(given):
    with pytest.raises(SeedError) as caught:
        given({"fakecf": 1, "orgs": {"a/b~c": {"labels": [1]}}})
    assert [problem.place.pointer for problem in caught.value.problems] == ["/orgs/a~1b~0c/labels"]


ENDLESS: dict = {"fakecf": 1}
ENDLESS["orgs"] = ENDLESS


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"fakecf": 1, 5: "x"}, "document: a key must be text, not 5"),
        ({"fakecf": 1, "": "x"}, "document: a key must be text, not ''"),
        ({"fakecf": 1, "orgs": {"a": {1, 2}}}, "orgs/a: a set cannot stand in a document"),
        ({"fakecf": 1, "orgs": {"a": b"x"}}, "orgs/a: a bytes cannot stand in a document"),
        ({"fakecf": 1, "orgs": {"a": float("nan")}}, "orgs/a: the numbers of a document are smaller than"),
        ({"fakecf": 1, "orgs": {"a": 10**400}}, "orgs/a: the numbers of a document are smaller than"),
        ({"fakecf": 1, "orgs": {"a": "\ud800"}}, "orgs/a: the character U+D800 cannot stand in a document"),
        ({"fakecf": 1, "orgs": {"\ud800": "a"}}, "orgs: the character U+D800 cannot stand in a document"),
        ({"fakecf": 1, "users": {"a": "${A}"}}, "users/a: the variable A is not set"),
        ({"fakecf": 1, "faults": [0] * 30_000}, "faults/24997: more than 25000 values"),
        (ENDLESS, "orgs/orgs/orgs"),
    ],
)
def test_what_cannot_stand_in_a_document_is_refused(not_taken, value, line):
    assert not_taken(value)[0].startswith(line)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (
            document({"droplets": ["./x.tgz"]}),
            "orgs/acme/spaces/dev/apps/web/droplets/0: a document that was sent names",
        ),
        (
            document({"packages": [{"bits": {"path": "/etc"}}]}),
            "orgs/acme/spaces/dev/apps/web/packages/0/bits: a document",
        ),
        (document(APP, include="./a.yml"), "include: a document that was sent names no files"),
        (document(APP, include=["/etc/passwd"]), "include/0: a document that was sent names no files"),
        (document(APP, include="defualt"), "include: no shipped seed has this name"),
        (document({"env": {"A": "${HOME}"}}), "orgs/acme/spaces/dev/apps/web/env/A: a document that was sent reads no"),
        (document({"env": {"A": "${B:-c}"}}), "orgs/acme/spaces/dev/apps/web/env/A: a document that was sent reads no"),
        (b"fakecf: 1\nusers: {a: '${HOME}'}\n", "document:2:12: a document that was sent reads no variables"),
        (b"fakecf: 1\ninclude: /etc/passwd\n", "document:2:10: a document that was sent names no files"),
        ("/etc/passwd", "/etc/passwd: a document that was sent names no files"),
    ],
)
def test_what_was_sent_reads_nothing_of_this_machine(not_taken, value, line):
    assert not_taken(value, sent=True, HOME="/root", B="b")[0].startswith(line)


def test_what_was_sent_includes_shipped_seeds_and_has_plain_text(given):
    seed = given(document({"annotations": {"a": "$${HOME}"}}, include="roles"), sent=True)
    assert {"a": "${HOME}"} in [each.annotations for each in seed.records if each.plural == "apps"]
    seed = given({"fakecf": 1, "include": "default"}, sent=True)
    assert seed.behaviour.name == "fakecf"

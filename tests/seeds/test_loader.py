from pathlib import Path

import pytest

from fakecf.seeds import SeedError, load

ORG = "fakecf: 1\norgs: {%s: }\n"


def _names(seed, plural="organizations") -> list[str]:
    return [record.name for record in seed.records if record.plural == plural]


@pytest.fixture
def load_files(folder, now):
    """Writes files by name and loads the sources, the first file where none is named."""

    def loaded(files, *sources):
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        return load(sources or [next(iter(files))], now=now, environ={})

    return loaded


def test_documents_merge_in_the_order_they_are_named(load_files):
    files = {"a.yml": ORG % "a", "b.yml": ORG % "b"}
    assert _names(load_files(files, "b.yml", "a.yml")) == ["b", "a"]


def test_one_organization_grows_out_of_several_documents(load_files):
    first = "fakecf: 1\norgs: {o: {spaces: {s: }}}\nfaults: [downloads 502]\n"
    second = "fakecf: 1\norgs: {o: {labels: {a: b}, spaces: {t: }}}\nfaults: [downloads 503]\n"
    seed = load_files({"a.yml": first, "b.json": second}, "a.yml", "b.json")
    assert _names(seed, "spaces") == ["s", "t"]
    assert [(fault.rule, str(fault.place)) for fault in seed.faults] == [
        ("downloads 502", "a.yml:3:10"),
        ("downloads 503", "b.json:3:10"),
    ]


def test_the_same_content_given_twice_is_once(load_files):
    files = {"a.yml": ORG % "a", "b.yml": ORG % "a"}
    assert _names(load_files(files, "a.yml", "b.yml", "a.yml")) == ["a"]


def test_one_path_with_two_contents_is_refused_naming_both_places(load_files):
    files = {"a.yml": "fakecf: 1\nusers: {alice: x}\n", "b.yml": "fakecf: 1\nusers:\n  alice: y\n"}
    with pytest.raises(SeedError) as caught:
        load_files(files, "a.yml", "b.yml")
    message = "b.yml:3:10: users/alice is given twice with different content; first at a.yml:2:16"
    assert str(caught.value) == message


def test_a_document_begins_with_what_it_includes(load_files):
    files = {
        "a.yml": "fakecf: 1\ninclude: [sub/b.yml, c.yml]\norgs: {a: }\n",
        "sub/b.yml": "fakecf: 1\ninclude: ../c.yml\norgs: {b: }\n",
        "c.yml": ORG % "c",
    }
    assert _names(load_files(files)) == ["c", "b", "a"]


def test_a_shipped_seed_can_be_included_by_name(load_files):
    assert "acme" in _names(load_files({"a.yml": "fakecf: 1\ninclude: default\norgs: {a: }\n"}))


def test_bits_are_found_from_the_folder_of_their_document(load_files):
    app = "fakecf: 1\norgs: {o: {spaces: {s: {apps: {a: {packages: [./src]}}}}}}\n"
    files = {"a.yml": "fakecf: 1\ninclude: sub/b.yml\n", "sub/b.yml": app, "sub/src/x.txt": "x"}
    assert [blob.bucket for blob in load_files(files).blobs] == ["cc-packages"]


REFUSED = [
    ({"a.yml": "fakecf: 1\ninclude: b.yml\n"}, "a.yml:2:10: cannot read b.yml: No such file or directory"),
    ({"a.yml": "fakecf: 1\ninclude: a.yml\n"}, "a.yml:2:10: documents include each other: a.yml -> a.yml"),
    (
        {"a.yml": "fakecf: 1\ninclude: b.yml\n", "b.yml": "fakecf: 1\ninclude: [a.yml]\n"},
        "b.yml:2:11: documents include each other: a.yml -> b.yml -> a.yml",
    ),
    (
        {"a.yml": "fakecf: 1\ninclude: defualt\n"},
        (
            "a.yml:2:10: no shipped seed has this name; write a file as ./name.yml; "
            "allowed: default, failures, lifecycles, roles, volume; did you mean 'default'?"
        ),
    ),
    ({"a.yml": "fakecf: 1\ninclude: 5\n"}, "a.yml:2:10: include takes the path of a document or a list of them"),
    (
        {"a.yml": "fakecf: 1\ninclude: b.yml\n", "b.yml": "orgs: {}\n"},
        "b.yml:1:1: document: the key 'fakecf' is missing",
    ),
    ({"a.yml": 'fakecf: 1\ninclude: "\\0.yml"\n'}, "a.yml:2:10: cannot read \0.yml: embedded null byte"),
]


@pytest.mark.parametrize(("files", "message"), REFUSED)
def test_an_include_that_cannot_be_is_refused(load_files, files, message):
    with pytest.raises(SeedError) as caught:
        load_files(files)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "defualt",
            (
                "'defualt': no shipped seed has this name; write a file as ./name.yml; "
                "allowed: default, failures, lifecycles, roles, volume; did you mean 'default'?"
            ),
        ),
        ("./nowhere.yml", "./nowhere.yml: cannot read ./nowhere.yml: No such file or directory"),
        ("./", "./: cannot read ./: Is a directory"),
    ],
)
def test_a_source_that_is_not_there_is_refused(folder, now, source, message):
    with pytest.raises(SeedError) as caught:
        load([source], now=now, environ={})
    assert str(caught.value) == message


def test_a_path_is_a_file_whatever_it_is_called(load_files):
    assert _names(load_files({"default": ORG % "mine"}, Path("default"))) == ["mine"]

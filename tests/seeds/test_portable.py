import json

import pytest

from fakecf.blobstore.bits import droplet_bits, package_bits
from fakecf.seeds import SeedError, load, portable

APP = "fakecf: 1\norgs: {o: {spaces: {s: {apps: {web: %s}}}}}\n"


@pytest.fixture
def files(folder):
    """An archive of each kind and the sources of an app."""
    (folder / "web.tgz").write_bytes(bytes(droplet_bits("go", app="web").body))
    (folder / "web.zip").write_bytes(bytes(package_bits("go", app="web").body))
    (folder / "src").mkdir()
    (folder / "src" / "main.go").write_text("package main\n")
    (folder / "src" / "run").write_text("#!/bin/sh\n")
    (folder / "src" / "run").chmod(0o755)
    return folder


def both(now, *sources, **environ):
    """The seed as it is here, and as it is where its portable form is sent."""
    sent = json.loads(json.dumps(portable(sources, environ=environ)))
    return [load(each, now=now, environ=environ, sent=each is not sources) for each in (sources, [sent])]


def told(seed):
    return seed.records, [(blob.key, bytes(blob.body)) for blob in seed.blobs], [each.rule for each in seed.faults]


@pytest.mark.parametrize(
    "app",
    [
        "{droplets: [./web.tgz, EXPIRED, {bits: ./web.tgz}, {bits: {path: ./web.tgz}}], packages: [./web.zip]}",
        "{lifecycle: go_buildpack, droplets: [./src, {bits: {path: ./src, size: 64KiB}}]}",
        "{lifecycle: cnb, droplets: [{bits: {path: ./src, buildpack: ruby}}]}",
        "{packages: [{bits: {path: src, size: 9KiB}}]}",
        "{packages: [./src, {bits: ./src, state: EXPIRED}], droplets: [{bits: {size: 64KiB}}, null]}",
        "{lifecycle: docker, packages: ['example/web:1'], droplets: [{image: 'example/web:1'}]}",
        "{env: {A: '${A}', B: '$${B}', C: '$$${C:-c}'}, fault: 502 x1}",
    ],
)
def test_what_is_sent_is_what_is_here(files, now, app):
    (files / "a.yml").write_text(APP % app)
    here, there = both(now, "a.yml", A="${x}")
    assert told(here) == told(there)


def test_includes_become_one_document_but_for_shipped_seeds(files, now):
    (files / "sub").mkdir()
    (files / "sub" / "b.yml").write_text(APP % "{packages: [../web.zip]}" + "include: default\n")
    (files / "a.yml").write_text("fakecf: 1\ninclude: [sub/b.yml, roles]\nusers: {eve: }\nfaults: [downloads 502]\n")
    document = portable(["a.yml", "roles", {"fakecf": 1, "users": {"bob": None}}], environ={})
    assert document["include"] == ["default", "roles"]
    assert set(document["users"]) == {"eve", "bob"}
    here, there = both(now, "a.yml")
    assert {record.guid for record in here.records} == {record.guid for record in there.records}
    assert portable(["default"], environ={}) == {"fakecf": 1, "include": ["default"]}


MOST = "a document that is sent holds at most 10 MiB of bits, and with these"


@pytest.mark.parametrize(
    ("app", "lines"),
    [
        (
            "{droplets: [./none.tgz, {bits: ./nil.tgz}]}",
            ["a.yml:2:49: no file or folder './none.tgz' in", "a.yml:2:68: no file or folder './nil.tgz' in"],
        ),
        ("{packages: [./large.zip, ./large.zip]}", [f"a.yml:2:62: {MOST} 7340032 bytes it would hold more; for bits"]),
        ("{packages: [{bits: {path: src, size: 11MiB}}]}", [f"a.yml:2:56: {MOST} 11534336 bytes"]),
        ("{env: {A: '${A}'}}", ["a.yml:2:47: the variable A is not set"]),
    ],
)
def test_what_cannot_be_sent_is_refused_where_it_stands(files, app, lines):
    (files / "large.zip").write_bytes(bytes(7 * 2**20))
    (files / "a.yml").write_text(APP % app)
    with pytest.raises(SeedError) as caught:
        portable(["a.yml"], environ={})
    said = str(caught.value).splitlines()
    assert [line[: len(start)] for line, start in zip(said, lines, strict=True)] == lines

import base64

import pytest

from fakecf.blobstore.bits import droplet_bits, package_bits
from fakecf.seeds import SeedError, load

TGZ = bytes(droplet_bits("go", app="web").body)
ZIP = bytes(package_bits("go", app="web").body)


def base64_of(data):
    return base64.b64encode(data).decode()


def document(**app):
    return {"fakecf": 1, "orgs": {"o": {"spaces": {"s": {"apps": {"web": app}}}}}}


@pytest.fixture
def bits(folder, now):
    """What the blobs of an app hold."""

    def held(**app):
        return [bytes(blob.body) for blob in load([document(**app)], now=now, environ={}, sent=True).blobs]

    return held


def test_an_archive_comes_along_in_base64(bits):
    packages, droplets = [{"bits": {"content": base64_of(ZIP)}}], [{"bits": {"content": base64_of(TGZ)}}]
    assert bits(packages=packages, droplets=droplets) == [ZIP, TGZ]


def test_base64_may_be_broken_into_lines(bits):
    lines = base64.encodebytes(TGZ).decode()
    assert bits(droplets=[{"bits": {"content": lines}}]) == [TGZ]


def test_the_files_of_a_droplet_come_along_as_a_zip(bits):
    droplet = {"bits": {"content": base64_of(ZIP)}}
    assert bits(lifecycle="go_buildpack", droplets=[droplet]) == [TGZ]
    sized = {"bits": {"content": base64_of(ZIP), "size": "64KiB", "buildpack": "ruby"}}
    assert [len(each) for each in bits(droplets=[sized])] == [65536]


BITS = "orgs/o/spaces/s/apps/web/{}/0/bits: "


@pytest.mark.parametrize(
    ("kind", "written", "what"),
    [
        (
            "droplets",
            {"content": "%%"},
            "'content' is an archive in base64 (RFC 4648, section 4), and this is no base64",
        ),
        ("droplets", {"content": base64_of(b"x")}, "what was given is not a gzipped tar archive (.tgz): "),
        ("packages", {"content": base64_of(TGZ)}, "what was given is not a zip archive (.zip)"),
        ("droplets", {"content": base64_of(b"PK??")}, "not a zip archive: "),
        (
            "droplets",
            {"content": base64_of(TGZ), "size": 5},
            "'content' is an archive and has its size; leave out 'size'",
        ),
        (
            "packages",
            {"content": base64_of(ZIP), "size": 5},
            "'content' is an archive and has its size; leave out 'size'",
        ),
        (
            "droplets",
            {"content": base64_of(TGZ), "path": "x"},
            "bits are at a 'path' or have 'content': give one of them",
        ),
        (
            "droplets",
            {"content": base64_of(bytes(11 * 2**20))},
            "'content' holds at most 10 MiB; for bits that are made up",
        ),
        (
            "droplets",
            {"path": "x"},
            "a document that was sent names no files: send the archive itself as {content: <base64>}",
        ),
    ],
)
def test_content_that_cannot_be_is_refused(bits, kind, written, what):
    with pytest.raises(SeedError) as caught:
        bits(**{kind: [{"bits": written}]})
    assert str(caught.value).startswith(BITS.format(kind) + what)

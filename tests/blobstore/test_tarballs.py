import gzip
import io
import stat
import subprocess
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakecf.blobstore.archives import BitsError, Entry
from fakecf.blobstore.tarballs import require_tarball, tarball, tarball_of_size

DEEP = "./app/" + "deep/" * 30 + "file"
ENTRIES = [
    Entry("./app", mode=stat.S_IFDIR | 0o755),
    Entry("./app/run.sh", b"#!/bin/sh\n", stat.S_IFREG | 0o755),
    Entry("./app/latest", b"run.sh", stat.S_IFLNK | 0o777),
    Entry(DEEP, b"found"),
    Entry("./app/Grüße.txt", "ä".encode()),
]
LISTED = [
    ("./app", tarfile.DIRTYPE, 0o755, ""),
    ("./app/run.sh", tarfile.REGTYPE, 0o755, ""),
    ("./app/latest", tarfile.SYMTYPE, 0o777, "run.sh"),
    (DEEP, tarfile.REGTYPE, 0o644, ""),
    ("./app/Grüße.txt", tarfile.REGTYPE, 0o644, ""),
]


def members(data):
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|gz") as archive:
        return [(member.name, member.type, member.mode, member.linkname) for member in archive]


def least_size():
    with pytest.raises(BitsError, match="at least") as refusal:
        tarball_of_size(ENTRIES, "./app/filler", 0)
    return int(str(refusal.value).split()[-4])


LEAST = least_size()


def test_tarfile_reads_back_every_kind_of_entry():
    assert members(bytes(tarball(ENTRIES))) == LISTED


def test_contents_and_owner_are_those_of_staging():
    with tarfile.open(fileobj=io.BytesIO(bytes(tarball(ENTRIES))), mode="r:gz") as archive:
        run = archive.getmember("./app/run.sh")
        content = archive.extractfile(run)
        assert content
        assert content.read() == b"#!/bin/sh\n"
        assert (run.uid, run.gid, run.uname, run.gname) == (2000, 2000, "vcap", "vcap")


@pytest.mark.parametrize(
    "size",
    [
        *(LEAST + more for more in (0, 1, 4, 5, 6, 511, 512, 516, 517, 518)),
        *(LEAST + 65535 + more for more in (-513, -1, 0, 1, 4, 5, 6, 511, 512, 517)),
        *(LEAST + 4 * 65540 + more for more in (-1, 0, 1, 5, 6)),
        *(2**20, 2**20 + 1, 20 * 2**20),
    ],
)
def test_a_size_is_met_exactly_and_gzip_and_tar_agree(size):
    data = bytes(tarball_of_size(ENTRIES, "./app/filler", size))
    assert len(data) == size
    assert subprocess.run(["gzip", "-t"], input=data, check=True, capture_output=True).stderr == b""
    listing = subprocess.run(["tar", "tzf", "-"], input=data, check=True, capture_output=True)
    assert (listing.stdout.count(b"\n"), listing.stderr) == (len(ENTRIES) + 1, b"")


@settings(deadline=None, max_examples=50)
@given(st.integers(LEAST, 3 * 2**20))
def test_any_size_from_the_least_on_is_met_exactly(size):
    data = bytes(tarball_of_size(ENTRIES, "./app/filler", size))
    assert len(data) == size
    assert members(data) == [*LISTED, ("./app/filler", tarfile.REGTYPE, 0o644, "")]
    assert len(gzip.decompress(data)) % 512 == 0


def test_a_size_too_small_is_refused_naming_the_least():
    with pytest.raises(BitsError) as refusal:
        tarball_of_size(ENTRIES, "./app/filler", LEAST - 1)
    assert str(refusal.value) == (f"size: {LEAST - 1} bytes do not hold these bits; at least {LEAST} bytes are needed")


def test_beyond_8_gib_the_header_still_says_the_size_of_the_filler():
    body = tarball_of_size([], "./app/filler", 9 * 2**30)
    assert len(body) == 9 * 2**30
    header = next(body[:4096].chunks(4096)).split(b"./app/filler")[1]
    info = tarfile.TarInfo.frombuf((b"./app/filler" + header)[:512], "utf-8", "strict")
    assert 9 * 2**30 - 2**20 < info.size < 9 * 2**30


def test_a_tarball_is_recognised(tmp_path):
    given_file = tmp_path / "web.tgz"
    with tarfile.open(given_file, "w:gz") as archive:
        archive.add(__file__, "a/" * 120 + "test.py")
    require_tarball(given_file)


def test_only_the_first_64_mib_are_read(tmp_path):
    bomb = tmp_path / "bomb.tgz"
    info = tarfile.TarInfo("zeros")
    info.size = 2**40
    bomb.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(65 * 2**20), 1))
    require_tarball(bomb)


HEAD = tarfile.TarInfo("file")
HEAD.size = 10_000
NEGATIVE = tarfile.TarInfo("file").tobuf()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 a zip",
        bytes(1024),
        gzip.compress(b""),
        gzip.compress(b"not a tar archive" * 100),
        gzip.compress(HEAD.tobuf() + b"cut off"),
        gzip.compress(HEAD.tobuf() + bytes(10_240)),
        bytes(tarball(ENTRIES))[:-9],
        bytes(tarball(ENTRIES))[:-8] + b"12345678",
    ],
    ids=["empty", "zip", "zeros", "no tar", "no tar header", "short member", "no end", "cut gzip", "wrong CRC"],
)
def test_what_is_no_tarball_is_refused(tmp_path, data):
    path = tmp_path / "web.tgz"
    path.write_bytes(data)
    with pytest.raises(BitsError, match=r"web\.tgz is not a gzipped tar archive"):
        require_tarball(path)

import io
import stat
import subprocess
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakecf.blobstore.archives import BitsError, Entry
from fakecf.blobstore.zips import require_zip, zip_archive, zip_of_size

ENTRIES = [
    Entry("bin", mode=stat.S_IFDIR | 0o755),
    Entry("bin/run.sh", b"#!/bin/sh\n" * 20, stat.S_IFREG | 0o755),
    Entry("latest", b"bin/run.sh", stat.S_IFLNK | 0o777),
    Entry("Grüße.txt", b""),
]
NAMES = ["bin/", "bin/run.sh", "latest", "Grüße.txt"]


def least_size():
    with pytest.raises(BitsError) as refusal:
        zip_of_size(ENTRIES, "filler", 0)
    return int(str(refusal.value).split()[-4])


LEAST = least_size()


class Window(io.RawIOBase):
    """A body as a file that can be read from anywhere."""

    def __init__(self, body):
        self._body = body
        self._at = 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._body)}[whence]
        return self._at

    def readinto(self, buffer):
        data = bytes(self._body[self._at : self._at + len(buffer)])
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def opened(body):
    return zipfile.ZipFile(io.BufferedReader(Window(body)))


def test_zipfile_reads_back_names_modes_and_contents():
    with opened(zip_archive(ENTRIES)) as archive:
        assert archive.namelist() == NAMES
        assert [info.external_attr >> 16 for info in archive.infolist()] == [entry.mode for entry in ENTRIES]
        assert [archive.read(name) for name in NAMES] == [entry.content for entry in ENTRIES]


@pytest.mark.parametrize("size", [LEAST, LEAST + 1, 2**16 - 1, 2**16, 2**16 + 1, 2**20, 2**20 + 1, 20 * 2**20])
def test_a_size_is_met_exactly_and_unzip_finds_nothing_wrong(tmp_path, size):
    path = tmp_path / "app.zip"
    path.write_bytes(bytes(zip_of_size(ENTRIES, "filler", size)))
    assert path.stat().st_size == size
    subprocess.run(["unzip", "-tq", path], check=True, capture_output=True)
    require_zip(path)


@settings(deadline=None, max_examples=50)
@given(st.integers(LEAST, 3 * 2**20))
def test_any_size_from_the_least_on_is_met_exactly(size):
    body = zip_of_size(ENTRIES, "filler", size)
    assert len(body) == size
    with opened(body) as archive:
        assert archive.namelist() == [*NAMES, "filler"]
        assert archive.testzip() is None


def test_a_size_too_small_is_refused_naming_the_least():
    with pytest.raises(BitsError) as refusal:
        zip_of_size(ENTRIES, "filler", LEAST - 1)
    assert str(refusal.value) == f"size: {LEAST - 1} bytes do not hold these bits; at least {LEAST} bytes are needed"


@pytest.mark.parametrize("size", [2**32 - 2, 2**32 - 1, 2**32, 5 * 2**30])
def test_from_4_gib_on_it_is_a_zip64_archive(size):
    body = zip_of_size(ENTRIES, "filler", size)
    assert len(body) == size
    with opened(body) as archive:
        assert archive.namelist() == [*NAMES, "filler"]
        assert 0 < size - archive.getinfo("filler").file_size < LEAST + 200
        assert archive.read("bin/run.sh") == ENTRIES[1].content


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08 a tarball", bytes(zip_archive(ENTRIES))[:-1]])
def test_what_is_no_zip_is_refused(tmp_path, data):
    path = tmp_path / "app.zip"
    path.write_bytes(data)
    with pytest.raises(BitsError, match=r"app\.zip is not a zip archive"):
        require_zip(path)

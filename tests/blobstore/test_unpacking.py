import io
import stat
import zipfile

import pytest

from fakecf.blobstore.archives import BitsError, Entry
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.unpacking import package_entries

FILE, PROGRAM, LINK = stat.S_IFREG | 0o644, stat.S_IFREG | 0o755, stat.S_IFLNK | 0o777


def package(*files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for path, content, mode in files:
            info = zipfile.ZipInfo(path)
            info.external_attr = mode << 16
            info.compress_type = compression
            archive.writestr(info, content)
    return Body.of(buffer.getvalue())


def test_files_links_and_whether_they_can_be_run_are_kept():
    entries = package_entries(
        package(
            ("a", b"1", 0), ("b/", b"", 0), ("b/run", b"2", 0o700), ("b/link", b"../a", stat.S_IFLNK), ("é", b"", 0o200)
        )
    )
    assert entries == [
        Entry("a", b"1", FILE),
        Entry("b/run", b"2", PROGRAM),
        Entry("b/link", b"../a", LINK),
        Entry("é", b"", FILE),
    ]


@pytest.mark.parametrize("path", ["/etc/passwd", "..", "../x", "a/../../x", "a/..", "a/../b"])
def test_no_path_leads_out(path):
    with pytest.raises(BitsError, match="leads out of the package"):
        package_entries(package((path, b"", 0)))


@pytest.mark.parametrize("target", [b"/etc/passwd", b"../../x", b"../..", b"x/../../../y"])
def test_no_link_leads_out(target):
    with pytest.raises(BitsError, match="the link 'a/b' leads out of the package"):
        package_entries(package(("a/b", target, stat.S_IFLNK)))


def test_too_many_files_are_refused():
    files = [(f"f{number}", b"", 0) for number in range(20_001)]
    assert len(package_entries(package(*files[1:]))) == 20_000
    with pytest.raises(BitsError, match="more than 20000 files"):
        package_entries(package(*files))


@pytest.mark.parametrize("size", [16 * 2**20 + 1, 129 * 2**20])
def test_a_bomb_is_refused_before_it_is_read(size):
    with pytest.raises(BitsError, match="is not staged"):
        package_entries(package(("zeros", bytes(size), 0)))


def test_what_is_packed_well_but_small_is_read():
    (entry,) = package_entries(package(("zeros", bytes(16 * 2**20), 0)))
    assert len(entry.content) == 16 * 2**20


def test_a_directory_that_lies_about_sizes_fills_no_memory():
    data = bytearray(bytes(package(("zeros", bytes(2**20), 0))))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(BitsError):
        package_entries(Body.of(bytes(data)))


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06"])
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(BitsError, match="not a zip archive"):
        package_entries(Body.of(data))


def test_what_is_broken_inside_is_refused():
    data = bytearray(bytes(package(("a", b"content", 0), compression=zipfile.ZIP_STORED)))
    data[data.index(b"content")] ^= 1
    with pytest.raises(BitsError, match="Bad CRC-32"):
        package_entries(Body.of(bytes(data)))

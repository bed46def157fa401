import copy
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakecf.blobstore.bodies import Body, FileChangedError


@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=20), st.integers(0, 5)), max_size=4),
    st.one_of(st.none(), st.integers(-60, 60)),
    st.one_of(st.none(), st.integers(-60, 60)),
    st.integers(1, 30),
)
def test_a_body_slices_and_iterates_as_the_bytes_it_stands_for(parts, start, stop, size):
    body = Body.join([Body.repeat(unit, times) for unit, times in parts] + [Body.of(b"end")])
    whole = b"".join(unit * times for unit, times in parts) + b"end"
    cut = body[start:stop]
    assert bytes(body) == whole
    assert bytes(cut) == whole[start:stop]
    assert len(cut) == len(whole[start:stop])
    assert b"".join(cut.chunks(size)) == whole[start:stop]
    assert all(len(chunk) <= size for chunk in cut.chunks(size))


def test_an_empty_body_is_false_and_has_no_chunks():
    assert not Body.of(b"")
    assert list(Body.repeat(b"x", 0)) == []


def test_a_body_decodes_and_is_its_own_copy():
    body = Body.of("grün".encode())
    assert body.decode() == "grün"
    assert copy.copy(body) is body
    assert copy.deepcopy([body])[0] is body


def test_a_slice_with_a_step_is_refused():
    with pytest.raises(ValueError, match="without a step"):
        Body.of(b"abc")[::2]


def test_a_repetition_larger_than_memory_has_a_length_and_a_middle():
    body = Body.repeat(b"0123456789", 2**40)
    assert len(body) == 10 * 2**40
    assert bytes(body[10**12 + 3 : 10**12 + 8]) == b"34567"


def test_a_repetition_comes_in_whole_chunks():
    sizes = [len(chunk) for chunk in Body.repeat(b"0123456789", 2**20).chunks(2**16)]
    assert set(sizes[:31]) == {2**16}
    assert sum(sizes) == 10 * 2**20


def test_a_file_is_read_in_slices_and_joins(tmp_path):
    path = tmp_path / "bits"
    path.write_bytes(b"0123456789" * 100)
    body = Body.file(path)
    assert len(body) == 1000
    assert bytes(Body.join([body[998:], body[:2]])) == b"8901"
    assert [len(chunk) for chunk in body.chunks(400)] == [400, 400, 200]


@pytest.mark.parametrize("changed", [b"short", b"0123456789 and more", b"9876543210"])
def test_a_file_that_changed_is_refused_by_name(tmp_path, changed):
    path = tmp_path / "bits"
    path.write_bytes(b"0123456789")
    os.utime(path, ns=(0, 0))
    body = Body.file(path)
    path.write_bytes(changed)
    with pytest.raises(FileChangedError, match=f"{path} is not the file it was"):
        bytes(body)


def test_an_owned_file_goes_with_the_last_body_that_reads_it(tmp_path):
    path = tmp_path / "bits"
    path.write_bytes(b"0123456789")
    body = Body.file(path, owned=True)
    part = body[2:4]
    del body
    assert bytes(part) == b"23"
    del part
    assert not path.exists()


def test_leaving_off_early_closes_the_file(tmp_path):
    path = tmp_path / "bits"
    path.write_bytes(b"0123456789")
    chunks = Body.file(path).chunks(1)
    assert next(chunks) == b"0"
    assert path in open_files()
    chunks.close()
    assert path not in open_files()


def open_files():
    return {entry.readlink() for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()}

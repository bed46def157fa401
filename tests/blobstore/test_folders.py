import os
import socket
import stat

import pytest

from fakecf.blobstore.archives import BitsError, Entry, arranged
from fakecf.blobstore.folders import folder_entries


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "app"
    folder.mkdir()
    return folder


def test_files_links_and_empty_folders_become_entries(app):
    (app / "bin").mkdir()
    (app / "bin" / "run").write_text("#!/bin/sh\n")
    (app / "bin" / "run").chmod(0o700)
    (app / ".profile").write_text("export A=1\n")
    (app / ".profile").chmod(0o600)
    (app / "empty").mkdir()
    (app / "start").symlink_to("bin/run")
    (app / "bin" / "up").symlink_to("..")
    (app / "bin" / "dangling").symlink_to("not-yet")
    assert arranged(folder_entries(app)) == [
        Entry(".profile", b"export A=1\n", stat.S_IFREG | 0o644),
        Entry("bin", b"", stat.S_IFDIR | 0o755),
        Entry("bin/dangling", b"not-yet", stat.S_IFLNK | 0o777),
        Entry("bin/run", b"#!/bin/sh\n", stat.S_IFREG | 0o755),
        Entry("bin/up", b"..", stat.S_IFLNK | 0o777),
        Entry("empty", b"", stat.S_IFDIR | 0o755),
        Entry("start", b"bin/run", stat.S_IFLNK | 0o777),
    ]


def absolute(app):
    (app / "link").symlink_to(app / "file")


def parent(app):
    (app / "link").symlink_to("../secret")


def out_and_in_again(app):
    (app / "link").symlink_to("../app/file")


def neighbour_with_the_same_beginning(app):
    (app.parent / "app2").mkdir()
    (app / "link").symlink_to("../app2")


def only_on_the_disk(app):
    (app / "top").mkdir()
    (app / "one" / "two").mkdir(parents=True)
    (app / "one" / "two" / "up").symlink_to("../../top")
    (app / "one" / "link").symlink_to("two/up/../../x")


@pytest.mark.parametrize(
    "make",
    [absolute, parent, out_and_in_again, neighbour_with_the_same_beginning, only_on_the_disk],
)
def test_a_link_that_leads_out_is_refused(app, make):
    make(app)
    with pytest.raises(BitsError, match="link is a symbolic link that leads out of"):
        list(folder_entries(app))


def test_a_pipe_and_a_socket_are_refused(app):
    os.mkfifo(app / "pipe")
    with pytest.raises(BitsError, match="pipe is neither a file, a directory nor a symbolic link"):
        list(folder_entries(app))
    (app / "pipe").unlink()
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(app, os.O_RDONLY)
        server.bind(f"/proc/self/fd/{here}/sock")
        os.close(here)
    with pytest.raises(BitsError, match="sock is neither a file, a directory nor a symbolic link"):
        list(folder_entries(app))


def test_what_is_no_directory_is_refused(app):
    (app / "file").write_text("")
    with pytest.raises(BitsError, match="file is not a directory"):
        list(folder_entries(app / "file"))


def test_too_many_bytes_are_refused_before_they_are_read(app):
    with (app / "huge").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(BitsError, match="huge: bits are made from at most 10000 files or 64 MiB of files"):
        list(folder_entries(app))


def test_too_many_files_are_refused(app):
    for number in range(10_001):
        os.mknod(app / str(number))
    with pytest.raises(BitsError, match="bits are made from at most 10000 files"):
        list(folder_entries(app))

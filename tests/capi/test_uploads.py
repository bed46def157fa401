"""How CC is told of an upload: cc-droplets 1.4 and 7.4; conformance/wire has the same without nginx."""

import socket
import time

import pytest

from fakecf.blobstore.bodies import Body
from fakecf.state.records import AuditEvent, Droplet, Package
from tests.capi.archives import zipped
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable

UPLOAD = "/v3/droplets/awaiting-upload/upload"
MISSING = "A droplet tgz file must be uploaded as 'bits'"
DUMMY = "Unknown field(s): '<ngx_upload_module_dummy>'"


def refused(*wrong):
    return unprocessable(f"Uploaded droplet file is invalid: {', '.join(wrong)}")


def multipart(*parts, boundary="XX", end="--XX--\r\n"):
    """A body as other clients than ours write it."""
    text = "".join(f"--{boundary}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    return {"data": (text + end).encode(), "headers": {"Content-Type": f"multipart/form-data; boundary={boundary}"}}


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ({"bots": ("a.tgz", b"x")}, ["Unknown field(s): 'bots_name', 'bots_path'", MISSING]),
        ({"bits": ("a.zip", b"x")}, ["a.zip is not a tgz"]),
        ({"bits": (".tgz", b"x")}, [".tgz is not a tgz"]),
        ({"bits": ("a.tgz", b"")}, ["a.tgz cannot be empty"]),
        ({"bits": ("C:\\dir/a.zip", b"")}, ["a.zip is not a tgz", "a.zip cannot be empty"]),
        ({"bits": (None, b"x")}, [DUMMY, MISSING, "Uploaded bits are not a valid droplet file"]),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_ccs_order(cf, files, wrong):
    assert cf.error(UPLOAD, method="POST", files=files) == refused(*wrong)


@pytest.mark.parametrize(
    "sent",
    [
        multipart('name="bits"; filename="d.tar.gz"\r\nContent-Type: application/gzip\r\n\r\nbits'),
        multipart('name="x"\r\n\r\ny', 'name="bits"; filename="/a/b/d.tgz"\r\n\r\nbits', 'name="z"\r\n\r\n1'),
        multipart("name=bits; filename*=UTF-8''d%C3%A9.tgz\r\nContent-Length: 4\r\n\r\nbits"),
        multipart('filename="x.tgz"\r\n\r\nnameless', 'name="bits"; filename="d.tgz"\r\n\r\nbits'),
        {"files": {"bits": ("d.tgz", b"bits")}, "data": {"resources": "[]", "_method": "PUT"}},
    ],
    ids=["java", "extra-fields", "encoded-name", "nameless-part", "texts"],
)
def test_the_habits_of_other_clients_are_taken(cf, sent):
    assert cf.ask(UPLOAD, method="POST", **sent).status_code == 202
    assert cf.download("/v3/droplets/awaiting-upload/download") == b"bits"


def test_a_chunked_upload_is_taken_byte_for_byte(cf):
    boundary_like = b"\r\n--X\r\n--XX" + bytes(range(256)) * 3000 + b"\r\n--"
    body = b'--XY\r\nContent-Disposition: form-data; name="bits"; filename="d.tgz"\r\n\r\n' + boundary_like
    chunks = (body[at : at + 1000] for at in range(0, len(body), 1000))
    sent = {"data": (each for part in (chunks, [b"\r\n--XY--\r\n"]) for each in part)}
    headers = {"Content-Type": "multipart/form-data; boundary=XY"}
    assert cf.ask(UPLOAD, method="POST", headers=headers, **sent).status_code == 202
    assert cf.download("/v3/droplets/awaiting-upload/download") == boundary_like


@pytest.mark.parametrize(
    "sent",
    [
        multipart('name="bits"; filename="d.tgz"\r\n\r\nbits', end=""),
        multipart("\r\n\r\nx", boundary="YY"),
        {"data": b"nothing of the kind", "headers": {"Content-Type": "multipart/form-data; boundary=XX"}},
        {"data": b"--XX\r\n\r\nx\r\n--XX--", "headers": {"Content-Type": "multipart/form-data; boundary=XX"}},
    ],
    ids=["endless", "other-boundary", "no-boundary", "no-disposition"],
)
def test_a_broken_form_is_an_invalid_request(cf, sent):
    invalid = {"detail": "The request is invalid", "title": "CF-InvalidRequest", "code": 10004}
    assert cf.error(UPLOAD, method="POST", **sent) == (400, invalid)


@pytest.mark.parametrize(
    "sent",
    [
        {"files": {f"f{n}": ("a.tgz", b"x") for n in range(1001)}},
        {"data": {"resources": "x" * (15 * 2**20 + 1)}, "files": {"bits": ("a.tgz", b"x")}},
        multipart('name="bits"; filename="' + "x" * (15 * 2**20)),
    ],
    ids=["parts", "text", "head"],
)
def test_nginx_takes_no_form_beyond_its_bounds(cf, sent):
    answer = cf.ask(UPLOAD, method="POST", **sent)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/html")


def head(cf, length):
    lines = (
        f"POST {UPLOAD} HTTP/1.1",
        "Host: localhost",
        f"Authorization: bearer {cf.server.token('admin')}",
        "Content-Type: multipart/form-data; boundary=X",
        f"Content-Length: {length}",
    )
    return "\r\n".join([*lines, "", ""]).encode()


def test_nginx_takes_no_body_over_two_gibibytes(cf):
    with socket.create_connection(("localhost", cf.foundation.addresses.api), 10) as sock:
        sock.sendall(head(cf, 2**31 + 1))
        assert sock.recv(100).startswith(b"HTTP/1.1 413 Request Entity Too Large\r\n")


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"json": {"bits_path": "/etc/passwd"}}, 415), ({"data": b"x", "headers": {"Content-Type": None}}, 400)],
)
def test_nginx_takes_nothing_but_forms(cf, sent, status):
    answer = cf.ask(UPLOAD, method="POST", **sent)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html")


def test_nginx_takes_no_path_in_a_query(cf):
    # conformance nginx-422-bits-path
    answer = cf.ask(f"{UPLOAD}?bits_path=/etc/passwd", method="POST", files={"bits": ("a.tgz", b"x")})
    assert (answer.status_code, answer.text) == (422, "")


def test_a_client_that_breaks_off_leaves_nothing_behind(cf):
    before = cf.state
    with socket.create_connection(("localhost", cf.foundation.addresses.api), 10) as sock:
        sock.sendall(head(cf, 9_000_000))
        sock.sendall(b'--X\r\nContent-Disposition: form-data; name="bits"; filename="a.tgz"\r\n\r\n' + bytes(2**20))
        (folder,) = eventually(lambda: {file.parent for file in spooled(cf)})
    eventually(lambda: not list(folder.iterdir()))
    assert cf.state[Droplet] is before[Droplet]
    assert list(cf.state[AuditEvent]) == []


def spooled(cf):
    folder = cf.foundation.blobs._spool._folder
    return list(folder.iterdir()) if folder is not None else []


def eventually(happens):
    """What *happens* gives once it is true, within ten seconds."""
    for _ in range(1000):
        if found := happens():
            return found
        time.sleep(0.01)
    raise AssertionError("it has not happened")


# Without nginx, conformance/wire: 202-upload, 500-upload-missing-file, upload-path-outside, upload-multipart-no-nginx


@pytest.fixture
def alone(direct):
    """The Cloud Controller without nginx before it, and one file set aside for it."""
    direct.foundation.reset()
    direct.foundation.blobs.set_aside("/var/uploads/d.tgz", Body.of(b"bits"))
    return direct


@pytest.mark.parametrize("how", ["json", "data"])
def test_a_form_names_the_file_that_was_set_aside(alone, how):
    sent = {how: {"bits_name": "d.tgz", "bits_path": "/var/uploads/../uploads/d.tgz"}}
    assert alone.ask(UPLOAD, method="POST", **sent).status_code == 202
    assert alone.download("/v3/droplets/awaiting-upload/download") == b"bits"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/var/uploads/gone.tgz", (500, UNKNOWN_ERROR)),
        (["/var/uploads/d.tgz"], (500, UNKNOWN_ERROR)),
        ("/etc/passwd", refused("Bits path is invalid")),
        ("/var/uploads/../d.tgz", refused("Bits path is invalid")),
        ("d.tgz", refused("Bits path is invalid")),
        ("", refused(MISSING)),
    ],
)
def test_a_file_elsewhere_is_never_read(alone, path, told):
    assert alone.error(UPLOAD, method="POST", json={"bits_name": "d.tgz", "bits_path": path}) == told


def test_a_name_that_is_no_text_is_an_unknown_error(alone):
    sent = {"bits_name": 1, "bits_path": "/var/uploads/d.tgz"}
    assert alone.error(UPLOAD, method="POST", json=sent) == (500, UNKNOWN_ERROR)


def test_a_reset_forgets_what_was_set_aside(alone):
    alone.foundation.reset()
    sent = {"bits_name": "d.tgz", "bits_path": "/var/uploads/d.tgz"}
    assert alone.error(UPLOAD, method="POST", json=sent) == refused("Bits path is invalid")


def test_without_nginx_only_packages_take_a_file_out_of_a_form(alone):
    file = {"bits": ("d.tgz", b"bits")}
    assert alone.error(UPLOAD, method="POST", files=file) == refused("Unknown field(s): 'bits'", MISSING)
    alone.change(Package, "package", state="AWAITING_UPLOAD")
    sent = {"bits": ("p.zip", zipped(a="1"))}
    assert alone.ask("/v3/packages/package/upload", method="POST", files=sent).status_code == 200
    assert alone.ask("/v3/packages/package").json()["state"] == "READY"
    assert alone.error("/v3/packages/package/upload", method="POST", json={"bits": "x"}) == (500, UNKNOWN_ERROR)

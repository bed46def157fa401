import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile

import pytest

from fakecf.blobstore.archives import BitsError
from fakecf.blobstore.bits import digest, droplet_archive, droplet_bits, package_archive, package_bits
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.layouts import LAYOUTS


def files(bits):
    with tarfile.open(fileobj=io.BytesIO(bytes(bits.body)), mode="r|gz") as archive:
        return {member.name: file.read() if (file := archive.extractfile(member)) else b"" for member in archive}


def zipped(bits):
    with zipfile.ZipFile(io.BytesIO(bytes(bits.body))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def true_checksums(bits):
    data = bytes(bits.body)
    return hashlib.sha1(data, usedforsecurity=False).hexdigest(), hashlib.sha256(data).hexdigest(), len(data)


@pytest.mark.parametrize("size", [0, 1, 4 * 2**20 - 1, 4 * 2**20, 9 * 2**20 + 7])
def test_the_checksums_are_the_true_ones(size):
    bits = digest(Body.join([Body.of(b"fakecf")[:size], Body.repeat(b"x", max(0, size - 6))]))
    assert (bits.sha1, bits.sha256, bits.size) == true_checksums(bits)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", [None, 100_000])
def test_every_droplet_has_the_layout_that_staging_leaves(layout, size):
    """clients 7; buildpackapplifecycle: `deps/0`, `profile.d`, `tmp`, `logs`, `app`, `staging_info.yml`"""
    bits = droplet_bits(layout, app="web", size=size)
    inside = files(bits)
    assert (bits.sha1, bits.sha256, bits.size) == true_checksums(bits)
    assert bits.size == size or size is None
    expected = {".", "./app", "./deps", "./deps/0", "./deps/0/config.yml", "./logs", "./profile.d", "./tmp"}
    assert expected <= set(inside)
    assert json.loads(inside["./staging_info.yml"]) == {
        "detected_buildpack": LAYOUTS[layout].buildpack_name,
        "start_command": LAYOUTS[layout].process_types["web"],
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_droplet_holds_what_its_package_held(layout):
    package = package_bits(layout, app="web")
    assert (package.sha1, package.sha256, package.size) == true_checksums(package)
    droplet = files(droplet_bits(layout, app="web"))
    for name, content in zipped(package).items():
        if not name.endswith("/"):
            assert droplet[f"./app/{name}"] == content


def test_staging_info_is_one_line_of_json_as_go_writes_it():
    """buildpackapplifecycle: json.NewEncoder, which escapes `&`."""
    line = files(droplet_bits("java", app="web"))["./staging_info.yml"]
    assert line.startswith(b'{"detected_buildpack":"java","start_command":"JAVA_OPTS=')
    assert b" \\u0026\\u0026 " in line
    assert line.endswith(b'"}\n')


def test_a_java_droplet_has_what_butler_reads():
    """clients 7: manifest, pom and the names of the jars"""
    inside = files(droplet_bits("https://github.com/cloudfoundry/java-buildpack", app="web"))
    manifest = inside["./app/META-INF/MANIFEST.MF"].decode()
    assert "Build-Jdk-Spec: 17\n" in manifest
    assert "Spring-Boot-Version: 3.4.1\n" in manifest
    assert b"<artifactId>web</artifactId>" in inside["./app/META-INF/maven/com.example/web/pom.xml"]
    jars = {path: content for path, content in inside.items() if path.endswith(".jar")}
    index = inside["./app/BOOT-INF/classpath.idx"].decode()
    assert sorted(f'- "{path.removeprefix("./app/")}"' for path in jars) == sorted(index.splitlines())
    for jar in jars.values():
        with zipfile.ZipFile(io.BytesIO(jar)) as archive:
            assert archive.namelist() == ["META-INF/", "META-INF/MANIFEST.MF"]


@pytest.mark.parametrize(
    ("layout", "path"),
    [
        ("ruby", "./app/config.ru"),
        ("ruby", "./app/Gemfile.lock"),
        ("nodejs", "./app/package.json"),
        ("nodejs", "./app/server.js"),
        ("python", "./app/requirements.txt"),
        ("staticfile", "./app/public/index.html"),
        ("staticfile", "./app/nginx/conf/nginx.conf"),
    ],
)
def test_a_droplet_has_the_files_that_its_buildpack_looks_for(layout, path):
    assert path in files(droplet_bits(layout, app="web"))


def test_a_cnb_droplet_holds_layers_and_workspace():
    """cnbapplifecycle packs the content of /home/vcap, its paths relative to that"""
    inside = files(droplet_bits("nodejs", app="web", cnb=True, size=100_000))
    assert {path.partition("/")[0] for path in inside} == {"layers", "workspace"}
    assert b'command = ["npm start"]' in inside["layers/config/metadata.toml"]
    assert b'"name": "web"' in inside["workspace/package.json"]
    assert "workspace/fakecf-filler.bin" in inside


NAMES = ["web", "Web", "web-", "wéb", "w\"e'b<&\n../..", "x" * 255, "日本", ""]


@pytest.mark.parametrize("make", [droplet_bits, package_bits])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_apps_have_bits_of_their_own_whatever_their_names(make, layout):
    made = [make(layout, app=name) for name in NAMES]
    assert len({bits.sha256 for bits in made}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_json_xml_or_a_path(name):
    assert json.loads(files(droplet_bits("nodejs", app=name))["./app/package.json"])["private"] is True
    paths = files(droplet_bits("java", app=name))
    assert not [path for path in paths if {"", ".."} & set(path.split("/"))]


def test_equal_arguments_give_equal_bits_in_every_process():
    script = (
        "from fakecf.blobstore.bits import droplet_bits as d, package_bits as p\n"
        "print(*(m(l, app='web', size=s).sha256 for m in (d, p) for l in ('java', 'go') for s in (None, 70000)))"
    )
    made = [subprocess.run([sys.executable, "-c", script], check=True, capture_output=True).stdout for _ in range(2)]
    assert made[0] == made[1] != b""


def test_a_directory_becomes_the_app(tmp_path):
    (tmp_path / "config.ru").write_text("run nil\n")
    droplet, package = (make("ruby", app="web", directory=tmp_path) for make in (droplet_bits, package_bits))
    inside = files(droplet)
    assert inside["./app/config.ru"] == b"run nil\n"
    assert "./app/Gemfile" not in inside
    assert "./staging_info.yml" in inside
    assert zipped(package) == {"config.ru": b"run nil\n"}
    assert droplet_bits("ruby", app="web", directory=tmp_path, size=50_001).size == 50_001
    (tmp_path / "config.ru").write_text("run 0\n")
    assert droplet_bits("ruby", app="web", directory=tmp_path).sha1 != droplet.sha1


def test_bits_given_as_a_file_are_taken_as_they_are(tmp_path):
    tgz, zipfile_ = tmp_path / "web.tgz", tmp_path / "web.zip"
    tgz.write_bytes(bytes(droplet_bits("go", app="web", size=5 * 2**20).body))
    zipfile_.write_bytes(bytes(package_bits("go", app="web").body))
    droplet, package = droplet_archive(tgz), package_archive(zipfile_)
    assert (droplet.sha1, droplet.sha256, droplet.size) == true_checksums(droplet)
    assert droplet.sha256 == droplet_bits("go", app="web", size=5 * 2**20).sha256
    assert package.sha256 == package_bits("go", app="web").sha256
    with pytest.raises(BitsError, match="is not a gzipped tar archive"):
        droplet_archive(zipfile_)
    with pytest.raises(BitsError, match="is not a zip archive"):
        package_archive(tgz)


@pytest.mark.parametrize("take", [droplet_archive, package_archive])
def test_bits_that_do_not_exist_are_an_os_error(tmp_path, take):
    with pytest.raises(FileNotFoundError, match="absent"):
        take(tmp_path / "absent")


@pytest.mark.parametrize("make", [droplet_bits, package_bits])
def test_a_size_too_small_is_refused(make):
    with pytest.raises(BitsError, match=r"^size: 100 bytes do not hold these bits; at least \d+ bytes are needed$"):
        make("java", app="web", size=100)


def test_a_droplet_of_1_gib_costs_no_memory():
    script = """
import resource
from fakecf.blobstore.bits import droplet_bits, package_bits
for make in (droplet_bits, package_bits):
    make("java", app="web", size=8 * 2**20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
bits = droplet_bits("java", app="web", size=2**30)
assert sum(map(len, bits.body.chunks(2**20))) == 2**30
assert package_bits("java", app="web", size=2**30).size == 2**30
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    grown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True).stdout
    assert int(grown) < 8 * 1024

import sys


def test_the_versions_are_what_fakecf_was_made_for(doctor):
    python, moto = doctor("versions")
    assert python["says"] == f"Python {sys.version.split()[0]}"
    assert moto["standing"] == "ok"


def test_a_moto_that_fakecf_was_not_made_for_is_told_with_the_one_that_it_was(doctor, tmp_path, monkeypatch):
    folder = tmp_path / "moto-9.0.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: moto\nVersion: 9.0.0\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    _, moto = doctor("versions")
    assert moto["standing"] == "problem"
    assert moto["says"].startswith("moto 9.0.0 is not what fakecf was made for: moto[s3]")
    assert "pip install 'moto[s3]" in moto["try"]


def test_the_folder_for_uploads_can_be_written(doctor, tmp_path):
    (found,) = doctor("folder", TMPDIR=str(tmp_path))
    assert (found["standing"], str(tmp_path) in found["says"]) == ("ok", True)


def test_a_folder_where_nothing_can_be_written_is_a_problem(doctor):
    (found,) = doctor("folder", TMPDIR="/nowhere/at/all")
    assert (found["standing"], "/nowhere/at/all" in found["says"]) == ("problem", True)
    assert found["try"].startswith("export TMPDIR=/")


def test_a_folder_that_is_nearly_full_is_told(doctor, in_a_room_of_its_own, tmp_path):
    (tmp_path / "small").mkdir()
    room = f"mount -t tmpfs -o size=4m none {tmp_path}/small"
    (found,) = doctor("folder", before=in_a_room_of_its_own(room), TMPDIR=str(tmp_path / "small"))
    assert (found["standing"], found["says"].endswith("has 4 MiB left for uploads")) == ("warning", True)


def test_too_few_open_files_are_told(doctor):
    (found,) = doctor("files", before=("sh", "-c", 'ulimit -n 256; exec "$@"', "sh"))
    assert (found["standing"], found["says"].startswith("256 may be open at once")) == ("warning", True)
    assert doctor("files")[0]["standing"] in ("ok", "warning")

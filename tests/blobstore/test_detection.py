import pytest

from fakecf.blobstore.detection import FAMILIES, detected
from fakecf.blobstore.layouts import LAYOUTS
from fakecf.blobstore.staging import source_entries

STOCK = [layout.buildpack for layout in LAYOUTS.values()]


@pytest.mark.parametrize("family", LAYOUTS)
def test_every_family_takes_its_own_sources(family):
    paths = [entry.path for entry in source_entries(family, "web")]
    assert detected(STOCK, paths) == LAYOUTS[family].buildpack
    assert detected(FAMILIES, paths) == family


@pytest.mark.parametrize(
    ("buildpacks", "paths", "name"),
    [
        (["nodejs_buildpack", "python_buildpack"], ["package.json", "setup.py"], "nodejs_buildpack"),
        (["python_buildpack", "nodejs_buildpack"], ["package.json", "setup.py"], "python_buildpack"),
        # the binary buildpack takes what no other does, wherever it stands
        (["binary_buildpack", "nodejs_buildpack"], ["package.json"], "nodejs_buildpack"),
        (["binary_buildpack", "nodejs_buildpack"], ["run"], "binary_buildpack"),
        (["nodejs_buildpack"], ["sub/package.json"], None),
        # of a stranger nobody knows what it takes
        (["our_own_buildpack"], ["run"], None),
        (STOCK, [], None),
        ([], ["package.json"], None),
    ],
)
def test_the_first_that_finds_its_files_takes_the_app(buildpacks, paths, name):
    assert detected(buildpacks, paths) == name

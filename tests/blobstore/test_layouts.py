import pytest

from fakecf.blobstore.layouts import LAYOUTS, family
from fakecf.blobstore.sources import SOURCES, STAGED


def test_the_families_are_the_stock_buildpacks_in_their_order():
    """cc-surface 4.11"""
    assert [layout.buildpack for layout in LAYOUTS.values()] == [
        "staticfile_buildpack",
        "java_buildpack",
        "ruby_buildpack",
        "dotnet_core_buildpack",
        "nodejs_buildpack",
        "go_buildpack",
        "python_buildpack",
        "php_buildpack",
        "nginx_buildpack",
        "r_buildpack",
        "binary_buildpack",
    ]


def test_every_family_has_sources_and_a_web_process():
    assert list(SOURCES) == list(STAGED) == list(LAYOUTS)
    assert all(SOURCES.values())
    assert all(layout.process_types["web"] for layout in LAYOUTS.values())


@pytest.mark.parametrize(
    ("buildpack", "expected"),
    [
        *((layout.buildpack, name) for name, layout in LAYOUTS.items()),
        *((name, name) for name in LAYOUTS),
        ("java_buildpack_offline", "java"),
        ("Java-Buildpack", "java"),
        ("my_go_buildpack", "go"),
        ("https://github.com/cloudfoundry/java-buildpack", "java"),
        ("https://github.com/cloudfoundry/dotnet-core-buildpack.git#v2.4.36", "dotnet_core"),
        ("https://user:secret@git.example.com/ruby-buildpack.git#feature/x", "ruby"),
        ("docker://gcr.io/paketo-buildpacks/nodejs", "nodejs"),
        ("docker://docker.io/paketobuildpacks/python:2.24.3", "python"),
        ("docker://example.com:5000/php@sha256:0123456789abcdef", "php"),
        ("mongo", "binary"),
        ("https://example.com/rust-buildpack", "binary"),
        ("", "binary"),
    ],
)
def test_a_buildpack_belongs_to_a_family(buildpack, expected):
    assert family(buildpack) == expected

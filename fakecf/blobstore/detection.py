"""Detection: which of several buildpacks takes an app, by the files it has."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from fakecf.blobstore.layouts import family

# what each buildpack's bin/detect looks for; `*` stands for any characters, slashes too
_SIGNS: dict[str, tuple[str, ...]] = {
    "staticfile": ("Staticfile",),
    "java": ("META-INF/MANIFEST.MF", "WEB-INF/*"),
    "ruby": ("Gemfile",),
    "dotnet_core": ("*.csproj", "*.fsproj", "*.vbproj", "*.runtimeconfig.json"),
    "nodejs": ("package.json",),
    "go": ("go.mod", "Gopkg.toml", "glide.yaml", "Godeps/Godeps.json", "vendor/vendor.json", "*.go"),
    "python": ("requirements.txt", "setup.py", "environment.yml", "Pipfile", "pyproject.toml"),
    "php": ("composer.json", "*.php"),
    "nginx": ("nginx.conf",),
    "r": ("r.yml",),
}
_LAST_RESORT = "binary"

FAMILIES = (*_SIGNS, _LAST_RESORT)


def detected(buildpacks: Sequence[str], paths: Iterable[str]) -> str | None:
    """The first of *buildpacks* that takes an app of those *paths*; the binary one takes what is left."""
    known = list(paths)
    for name in buildpacks:
        if any(fnmatchcase(path, sign) for sign in _SIGNS.get(family(name), ()) for path in known):
            return name
    return next((name for name in buildpacks if known and _LAST_RESORT in name), None)

"""Staging: which entries a package has, and which a droplet made of it."""

import hashlib
import json
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fakecf.blobstore.archives import Entry
from fakecf.blobstore.layouts import LAYOUTS, Layout
from fakecf.blobstore.sources import SOURCES, STAGED
from fakecf.blobstore.zips import zip_archive

_EMPTY = ("profile.d", "logs", "tmp")
_PROCFILE_LINE = re.compile(r"^([\w-]+):[ \t]*(\S.*?)[ \t\r]*$", re.MULTILINE)
_GO_ESCAPES = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"})


def source_entries(family: str, app: str) -> list[Entry]:
    """The files of a small app of that family, in which the app's name appears."""
    return list(_rendered(SOURCES[family], app))


def process_types_of(family: str, sources: Iterable[Entry]) -> dict[str, str]:
    """The commands that the last buildpack releases, those of a `Procfile` laid over them."""
    procfile = next((entry.content for entry in sources if entry.path == "Procfile"), b"")
    return {**LAYOUTS[family].process_types, **dict(_PROCFILE_LINE.findall(procfile.decode("utf-8", "replace")))}


def buildpack_droplet_entries(family: str, app: str, sources: Sequence[Entry]) -> list[Entry]:
    """What buildpackapplifecycle packs with `tar -czf … -C <contents> .`, hence the `./` before every path."""
    layout = LAYOUTS[family]
    command = process_types_of(family, sources)["web"]
    config = f"config: {{}}\nname: {layout.buildpack_name}\nversion: {layout.version}\n"
    staged = [
        *_rendered(STAGED[family], app),
        *(Entry(path, mode=stat.S_IFDIR | 0o755) for path in _EMPTY),
        Entry("deps/0/config.yml", config.encode()),
        Entry("staging_info.yml", _staging_info(layout, command)),
    ]
    return [*_within(".", staged), *_within("./app", sources)]


def cnb_droplet_entries(family: str, sources: Sequence[Entry]) -> list[Entry]:
    """What cnbapplifecycle packs: the content of `/home/vcap`, paths without `./`."""
    layout = LAYOUTS[family]
    buildpack, _ = layout.cnb
    processes = _cnb_processes(layout, process_types_of(family, sources))
    staged = [
        Entry("config/metadata.toml", (_cnb_group(layout) + processes).encode()),
        Entry(f"{buildpack.replace('/', '_')}/launch.toml", processes.encode()),
    ]
    return [*_within("layers", staged), *_within("workspace", sources)]


def _rendered(texts: dict[str, str], app: str) -> Iterator[Entry]:
    word = _word(app)
    for path, text in texts.items():
        content = text.replace("@app@", word).encode()
        packed = _jar(content) if path.endswith(".jar") else content
        executable = text.startswith("#!")
        yield Entry(path.replace("@app@", word), packed, stat.S_IFREG | (0o755 if executable else 0o644))


def _word(app: str) -> str:
    """The app's name where code, JSON, XML and paths can hold it; different for different names."""
    plain = re.sub(r"[^a-z0-9]+", "-", app.lower()).strip("-")
    if app and plain == app:
        return app
    return "-".join(["app", *filter(None, [plain]), hashlib.sha256(app.encode()).hexdigest()[:8]])


def _jar(manifest: bytes) -> bytes:
    return bytes(zip_archive([Entry("META-INF", mode=stat.S_IFDIR | 0o755), Entry("META-INF/MANIFEST.MF", manifest)]))


def _staging_info(layout: Layout, command: str) -> bytes:
    """One line of JSON as Go encodes it."""
    info = {"detected_buildpack": layout.buildpack_name, "start_command": command}
    return json.dumps(info, separators=(",", ":")).translate(_GO_ESCAPES).encode() + b"\n"


def _cnb_group(layout: Layout) -> str:
    buildpack, version = layout.cnb
    return (
        'buildpack-default-process-type = "web"\n\n'
        f'[[buildpacks]]\n  id = "{buildpack}"\n  version = "{version}"\n  api = "0.7"\n\n'
    )


def _cnb_processes(layout: Layout, process_types: Mapping[str, str]) -> str:
    return "\n".join(
        f'[[processes]]\n  type = "{kind}"\n  command = [{json.dumps(command)}]\n  args = []\n  direct = false\n'
        f'  buildpack-id = "{layout.cnb[0]}"\n'
        for kind, command in process_types.items()
    )


def _within(folder: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    return (entry._replace(path=f"{folder}/{entry.path}") for entry in entries)

"""Archives as clients upload them."""

import io
import zipfile


def zipped(**files):
    """A zip of the texts or bytes under these names; `manifest_yml` stands for `manifest.yml`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


def contents(archive):
    """What a zip holds, by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}

"""Documents in a folder of their own, loaded at one moment."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakecf.seeds import Seed, SeedError, load

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `a.yml` and its neighbours lie, and where the process stands."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def seed(folder: Path) -> Callable[..., Seed]:
    """Loads the given text as `a.yml`, or files already written by name."""

    def loaded(text: str | bytes, **environ: str) -> Seed:
        (folder / "a.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(["a.yml"], now=NOW, environ=environ)

    return loaded


@pytest.fixture
def refused(seed: Callable[..., Seed]) -> Callable[..., str]:
    """The whole message with which a text is refused."""

    def message(text: str | bytes, **environ: str) -> str:
        with pytest.raises(SeedError) as caught:
            seed(text, **environ)
        return str(caught.value)

    return message

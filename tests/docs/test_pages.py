import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("pages", DOCS / "pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["fidelity.md", "faults.md", "seeds.md", "seed.schema.json"])
def test_a_page_made_from_the_code_is_current(pages, name):
    """`python docs/pages.py` writes them anew."""
    assert (DOCS / name).read_text("utf-8") == pages.page(name)


def test_every_made_page_is_checked(pages):
    assert set(pages.PAGES) == {"fidelity.md", "faults.md", "seeds.md", "seed.schema.json"}

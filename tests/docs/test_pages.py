import importlib.util
import re
from pathlib import Path

import pytest

PAGES = ["fidelity.md", "faults.md", "control-api.md", "seeds.md", "cli.md", "seed.schema.json"]
DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("pages", DOCS / "pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_from_the_code_is_current(pages, name):
    """`python docs/pages.py` writes them anew."""
    assert (DOCS / name).read_text("utf-8") == pages.page(name)


def test_every_made_page_is_checked(pages):
    assert set(pages.PAGES) == set(PAGES)


LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", [*DOCS.parent.glob("*.md"), *DOCS.rglob("*.md")], ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert missing == []

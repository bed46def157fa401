import re

import pytest

from fakecf import Server
from fakecf.faults.effects import KINDS
from tests.faults.symptoms import PAGE, ROWS, Measurement, page, written

SAID = written(PAGE.read_text("utf-8"))


@pytest.fixture(scope="module")
def measurement():
    with Server("default") as server:
        yield Measurement(server)
        assert server.uncaught == 0


@pytest.mark.parametrize("name", ROWS)
def test_every_client_sees_what_the_page_says(measurement, name):
    """`PYTHONPATH=. python tests/faults/symptoms.py` measures anew."""
    assert measurement.cells(ROWS[name]) == SAID[name]


def test_the_page_says_nothing_else():
    text = PAGE.read_text("utf-8")
    (tools,) = re.findall(r"^Measured with .*$", text, re.MULTILINE)
    assert page(SAID, tools) == text


def test_every_kind_of_fault_is_shown():
    shown = {kind for row in ROWS.values() for kind in row.kinds}
    assert [kind.__name__ for kind in KINDS.values() if kind not in shown] == []


def test_corruption_that_nobody_notices_stands_out():
    cells = [cell for row in SAID.values() for cell in row.values()]
    assert "**200, wrong bytes**" in cells
    assert [cell for cell in cells if cell.startswith("**") and "right" in cell] == []

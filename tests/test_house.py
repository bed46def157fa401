"""The rules of the house, held by tests: floors, sizes, names, and a second resource or fault kind being one file."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "fakecf"
MODULES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "base", "common", "misc"}


def relative(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_no_file_is_longer_than_300_lines_and_no_function_than_50(module):
    source = module.read_text("utf-8")
    assert len(source.splitlines()) <= 300
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 50] == []


def test_half_of_all_files_have_at_most_100_lines():
    lengths = sorted(len(module.read_text("utf-8").splitlines()) for module in MODULES)
    assert lengths[len(lengths) // 2] <= 100


def test_no_module_has_a_name_that_says_nothing():
    assert [relative(module) for module in MODULES if module.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_in_one_line_what_it_is():
    silent = [relative(module) for module in MODULES if not ast.get_docstring(ast.parse(module.read_text("utf-8")))]
    assert silent == []


@pytest.fixture
def copy(tmp_path):
    """The package and its contracts in a folder of their own, to be broken."""
    shutil.copytree(PACKAGE, tmp_path / "fakecf", ignore=shutil.ignore_patterns("__pycache__"))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    lines = ["[importlinter]", f"root_package = {settings['root_package']}"]
    for number, contract in enumerate(settings["contracts"]):
        lines.append(f"[importlinter:contract:{number}]")
        for key, value in contract.items():
            shown = "\n    ".join(["", *value]) if isinstance(value, list) else value
            lines.append(f"{key} = {shown}")
    (tmp_path / ".importlinter").write_text("\n".join(lines), "utf-8")
    return tmp_path


def lint(folder):
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--no-cache", "--config", folder / ".importlinter"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_imports_only_go_down_and_neighbours_do_not_know_each_other(copy):
    code, said = lint(copy)
    assert code == 0, said


@pytest.mark.parametrize(
    ("module", "forbidden", "contract"),
    [
        ("state/store.py", "import fakecf.capi.app", "Imports only go down BROKEN"),
        ("uaa/app.py", "import fakecf.capi.app", "Imports only go down BROKEN"),
        ("capi/resources/apps.py", "import fakecf.capi.resources.droplets", "do not know each other BROKEN"),
        ("faults/kinds/ok.py", "import fakecf.faults.kinds.status", "do not know each other BROKEN"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(copy, module, forbidden, contract):
    path = copy / "fakecf" / module
    path.write_text(f"{path.read_text('utf-8')}\n{forbidden}\n", "utf-8")
    code, said = lint(copy)
    assert code == 1
    assert contract in said


def test_a_module_without_a_floor_is_refused(copy):
    (copy / "fakecf" / "stray.py").write_text('"""Nowhere."""\n', "utf-8")
    code, said = lint(copy)
    assert code != 0
    assert "stray" in said


def test_a_new_resource_is_one_file(copy):
    """Discovered, routed, listed, and shown, with nothing else edited."""
    (copy / "fakecf" / "capi" / "resources" / "moons.py").write_text(MOONS, "utf-8")
    done = subprocess.run([sys.executable, "-c", ASK_FOR_MOONS], cwd=copy, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "('moons.show', {'guid': 'm'})", done.stderr


MOONS = '''"""Moons: a resource that CC does not have."""

from fakecf.capi.call import Call
from fakecf.capi.resource import Resource
from fakecf.web import Answer

resource = Resource("moons")


@resource.get("/v3/moons/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, {"guid": guid})
'''

ASK_FOR_MOONS = """
from fakecf.capi.app import found_resources
from fakecf.web import Routes
routes = Routes()
for resource in found_resources():
    for route in resource.routes:
        routes.add(route.method, route.rule, route)
_, route, params = routes.match("GET", "/v3/moons/m")
print((route.operation, params))
"""

import shutil
import subprocess
import sys
from pathlib import Path

import fakecf
from fakecf.faults.effects import KINDS

SHOUT = '''
"""Says everything aloud."""

from fakecf.faults.fault import Fault


class Shout(Fault, frozen=True, kw_only=True):
    """Sends the body in capitals."""

    examples = ('{"shout": 1}',)

    shout: int

    @classmethod
    def from_word(cls, word):
        return cls(shout=1) if word == "shout" else None

    def alter(self, passing, answer):
        answer.set_header("X-Shout", str(self.shout))
        return answer

    def stream(self, passing, answer, chunks):
        for chunk in chunks:
            yield chunk.upper()
'''
ASK = """
import msgspec
from fakecf.faults import read_rule
from fakecf.faults.rule import Rule
rule = read_rule({"on": "downloads", "do": ["shout", {"shout": 2}, 502]})
assert msgspec.json.decode(msgspec.json.encode(rule), type=Rule) == rule
print(rule.written()["do"])
"""


def test_the_kinds_are_the_files_of_the_folder():
    folder = Path(fakecf.__file__).parent / "faults" / "kinds"
    assert sorted(KINDS) == sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")


def test_a_file_in_the_folder_is_all_that_a_new_kind_takes(tmp_path):
    package = Path(fakecf.__file__).parent
    shutil.copytree(package, tmp_path / "fakecf", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "fakecf/faults/kinds/shout.py").write_text(SHOUT)
    told = subprocess.run([sys.executable, "-c", ASK], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.stdout == "[{'shout': 1}, {'shout': 2}, {'status': 502}]\n", told.stderr

from fakecf.control.metrics import exposition
from fakecf.journal import Tally


def test_a_foundation_may_be_called_anything():
    line = r'fakecf_flags_total{foundation="a \"b\"\\\nc",flag="unread"} 0'
    assert line in exposition('a "b"\\\nc', Tally(), []).splitlines()

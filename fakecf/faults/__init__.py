"""What goes wrong: fault rules, kept as records, that strike requests at any listener."""

from fakecf.faults.conditions import Match, When
from fakecf.faults.dialects.cloud_controller import CloudControllerDialect
from fakecf.faults.dialects.coded import blobstore_dialect, uaa_dialect
from fakecf.faults.engine import FaultEngine
from fakecf.faults.explaining import Explanation
from fakecf.faults.fault import Fault
from fakecf.faults.matrices import matrix
from fakecf.faults.operations import FACTS, Operation, Subject
from fakecf.faults.passing import Passing
from fakecf.faults.presets import PRESETS, is_on, switch_off, switch_on
from fakecf.faults.problems import Problem, RuleError
from fakecf.faults.records import FaultCounter, FaultRule
from fakecf.faults.rule import Rule, read_rule
from fakecf.faults.trouble import Dialect

__all__ = [
    "FACTS",
    "PRESETS",
    "CloudControllerDialect",
    "Dialect",
    "Explanation",
    "Fault",
    "FaultCounter",
    "FaultEngine",
    "FaultRule",
    "Match",
    "Operation",
    "Passing",
    "Problem",
    "Rule",
    "RuleError",
    "Subject",
    "When",
    "blobstore_dialect",
    "is_on",
    "matrix",
    "read_rule",
    "switch_off",
    "switch_on",
    "uaa_dialect",
]

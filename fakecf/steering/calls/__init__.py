"""The control API from Python, a method a call."""

from fakecf.steering.calls.about import AboutCalls
from fakecf.steering.calls.faults import FaultCalls
from fakecf.steering.calls.flows import FlowCalls
from fakecf.steering.calls.foundations import FoundationCalls
from fakecf.steering.calls.state import StateCalls
from fakecf.steering.calls.time import TimeCalls

__all__ = ["Calls"]


class Calls(AboutCalls, FaultCalls, FlowCalls, FoundationCalls, StateCalls, TimeCalls):
    """Everything that can be asked of a foundation; each method raises ClientError where it is refused."""

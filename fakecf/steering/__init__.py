"""Steering a foundation from Python, the same in this process and from another machine."""

from fakecf.steering.calls import Calls
from fakecf.steering.cloud_foundry import CloudFoundry
from fakecf.steering.errors import ClientError, NotRunningError, UnmetError
from fakecf.steering.in_process import InProcess
from fakecf.steering.transport import Said, Transport

__all__ = ["Calls", "ClientError", "CloudFoundry", "InProcess", "NotRunningError", "Said", "Transport", "UnmetError"]

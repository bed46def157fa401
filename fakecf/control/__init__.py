"""How you steer a running foundation over HTTP."""

from fakecf.control.app import Control
from fakecf.control.problems import Refusal

__all__ = ["Control", "Refusal"]

"""How you steer a running foundation over HTTP."""

from fakecf.control.app import Control

__all__ = ["Control"]

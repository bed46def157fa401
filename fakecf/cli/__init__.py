"""The command `fakecf`."""

from fakecf.cli.group import main

__all__ = ["main"]

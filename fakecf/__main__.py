"""`python -m fakecf` is the command `fakecf`."""

from fakecf.cli import main

main()

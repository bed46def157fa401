"""What is true: immutable records in immutable tables, and the one store that swaps them."""

from fakecf.state.record import Belongs, Described, Record, record_types
from fakecf.state.store import Change, State, Store
from fakecf.state.table import Table

__all__ = ["Belongs", "Change", "Described", "Record", "State", "Store", "Table", "record_types"]

"""How it begins: fixture documents become records."""

from fakecf.seeds.places import Problem as SeedProblem
from fakecf.seeds.places import SeedError
from fakecf.seeds.schema import schema
from fakecf.seeds.seed import Row, Seed, explain, load
from fakecf.seeds.site import Blob, SeedFault
from fakecf.seeds.yaml_reader import read_yaml

__all__ = ["Blob", "Row", "Seed", "SeedError", "SeedFault", "SeedProblem", "explain", "load", "read_yaml", "schema"]

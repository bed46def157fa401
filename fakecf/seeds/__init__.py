"""How it begins: fixture documents become records."""

from fakecf.seeds.ground import Ground
from fakecf.seeds.loader import Source
from fakecf.seeds.places import Problem as SeedProblem
from fakecf.seeds.places import SeedError
from fakecf.seeds.portable import portable
from fakecf.seeds.records import SeedDocument
from fakecf.seeds.schema import schema
from fakecf.seeds.seed import Addition, Row, Seed, addition, explain, load
from fakecf.seeds.site import Blob, SeedFault
from fakecf.seeds.yaml_reader import read_yaml

__all__ = [
    "Addition",
    "Blob",
    "Ground",
    "Row",
    "Seed",
    "SeedDocument",
    "SeedError",
    "SeedFault",
    "SeedProblem",
    "Source",
    "addition",
    "explain",
    "load",
    "portable",
    "read_yaml",
    "schema",
]

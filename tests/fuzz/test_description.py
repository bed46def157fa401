"""Schemathesis on our own description of what is served: 5,000 cases, each in a new world, keep what it says."""

import copy
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fakecf.foundation import Foundation
from fakecf.server import Server
from fakecf.state import record_types

CASES = 6000  # of an operation without parameters there is one; more than 5,000 are made
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FOUNDATION = Foundation.from_seeds(str(Path(__file__).parent / "world.yml"), environ={})

pytestmark = pytest.mark.fuzz


def known_guids(path):
    """What the first placeholder of a path may name."""
    kind = record_types().get(path.split("/")[2]) if path.count("/") > 1 else None
    return [record.guid for record in FOUNDATION.store.state[kind]] if kind is not None else []


def unwrapped(result):
    return result.ok()


def likely(description):
    """The description, in which a path may also hold the guids of things that are there."""
    likelier = copy.deepcopy(description)
    for path, item in likelier["paths"].items():
        known = known_guids(path)
        for operation in item.values():
            places = [each for each in operation["parameters"] if each["in"] == "path"]
            if places and known:
                places[0]["schema"] = {"anyOf": [{"enum": known}, {"type": "string", "minLength": 1}]}
    return likelier


DESCRIPTION = likely(FOUNDATION.cloud_controller.description)
OPERATIONS = {
    each.label: each for each in map(unwrapped, schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations())
}


@pytest.fixture(scope="module")
def server():
    with Server(foundation=FOUNDATION) as running:
        yield running
        assert running.uncaught == 0


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_is_answered_is_what_the_description_says(server, label):
    beginning = FOUNDATION.snapshot()
    headers = {"Authorization": f"bearer {server.token('admin')}"}

    @settings(
        max_examples=-(-CASES // len(OPERATIONS)),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy())
    def keeps(case):
        FOUNDATION.restore(beginning)
        case.call_and_validate(base_url=server.api_url, headers=headers, checks=CHECKS, allow_redirects=False)

    keeps()

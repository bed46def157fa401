"""How many instances each step of a canary deployment has, of the new process and of the old ones."""

import math
from typing import NamedTuple

from fakecf.errors import UnknownError
from fakecf.state.app_records import Deployment

ALL = 100


class CanaryStep(NamedTuple):
    """The instances of the new web process, and of all the others."""

    canary: int
    original: int


def canary_step(deployment: Deployment) -> CanaryStep:
    """The present step; without any said, one instance beside all the others (CC's DeploymentModel#canary_step).

    CC fails over a list of no steps.
    """
    before = deployment.original_web_process_instance_count
    if deployment.canary_steps is None:
        return CanaryStep(1, before)
    if not deployment.canary_steps:
        raise UnknownError
    weight = deployment.canary_steps[(deployment.canary_current_step or 1) - 1]["instance_weight"]
    instances = min(desired_web_instances(deployment), before)
    canary = max(1, math.floor(instances * (weight / ALL) + 0.5))
    return CanaryStep(canary, 0 if weight == ALL else instances - canary + 1)


def desired_web_instances(deployment: Deployment) -> int:
    """How many there are in the end."""
    asked = deployment.web_instances
    return deployment.original_web_process_instance_count if asked is None else asked

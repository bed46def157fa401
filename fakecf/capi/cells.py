"""Where instances run, and what they use there: made up where no record tells, the same at every look."""

import random
from typing import NamedTuple

import msgspec

from fakecf.state.app_records import Process, ProcessInstance, Usage

MIB = 2**20

# container port to the port of the proxy before it, as cf-deployment has them
_PROXY_PORTS = {8080: 61001, 2222: 61002}


class Place(NamedTuple):
    """The cell that an instance runs on, and its addresses there."""

    host: str
    internal_ip: str
    ports: list[dict[str, int]]


def place_of(instance: ProcessInstance) -> Place:
    """Another cell for every instance, and after every start."""
    chance = random.Random(f"place of {instance.guid}")
    cell, container, port = chance.randrange(4, 20), chance.randrange(2, 250), 61100 + 4 * chance.randrange(1000)
    ports = [
        {
            "external": port + 2 * place,
            "internal": internal,
            "external_tls_proxy_port": port + 2 * place + 1,
            "internal_tls_proxy_port": proxy,
        }
        for place, (internal, proxy) in enumerate(_PROXY_PORTS.items())
    ]
    return Place(f"10.0.16.{cell}", f"10.255.{cell}.{container}", ports)


def usage_of(process: Process, instance: ProcessInstance) -> Usage:
    """Little of everything, but for what the record says."""
    chance = random.Random(f"usage of {instance.guid}")
    cpu = round(chance.uniform(0.001, 0.03), 6)
    made_up = {
        "cpu": cpu,
        "cpu_entitlement": round(4 * cpu, 6),
        "mem": int(process.memory * MIB * chance.uniform(0.1, 0.5)),
        "disk": int(process.disk_quota * MIB * chance.uniform(0.05, 0.3)),
        "log_rate": chance.randrange(100),
    }
    told = {key: value for key, value in msgspec.structs.asdict(instance.usage).items() if value is not None}
    return Usage(**(made_up | told))

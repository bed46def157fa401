import socket

from fakecf import Server

NAMES = ("API", "UAA", "BLOBSTORE", "CONTROL")


def wanted(server):
    """What makes the ports of *server* those that `serve` would take."""
    addresses = server.foundation.addresses
    return {f"FAKECF_SERVE_{name}_PORT": str(getattr(addresses, name.lower())) for name in NAMES}


def test_free_ports_are_in_order(doctor):
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    found = doctor("ports", FAKECF_SERVE_UAA_PORT=str(port))
    assert f"uaa {port}: free" in [each["says"] for each in found]
    assert [each["standing"] for each in found] == ["ok"] * 4


def test_a_port_that_another_program_has_is_a_problem(doctor):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = doctor("ports", FAKECF_SERVE_API_PORT=str(port))[0]
    assert found["says"] == f"api {port}: taken by another program"
    assert (found["standing"], found["try"]) == ("problem", "fakecf serve --api-port 0")


def test_ports_of_the_foundation_itself_are_in_order(doctor):
    with Server("default") as running:
        found = doctor("ports", f"--url={running.control_url}", **wanted(running))
    assert [each["standing"] for each in found] == ["ok"] * 4
    assert all(each["says"].endswith("the foundation has it") for each in found)


def test_ports_of_another_fakecf_are_told_with_the_command_that_ends_it(doctor):
    with Server("default") as other:
        found = doctor("ports", **wanted(other))
        url = f"http://localhost:{other.foundation.addresses.control}"
    assert {each["standing"] for each in found} == {"problem"}
    assert {each["try"] for each in found} == {f"fakecf stop --url {url}"}

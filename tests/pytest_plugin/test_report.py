import pytest

FAILING = """
def test_it(fakecf):
    fakecf.fault("downloads reset@50% x1")
    with pytest.raises(requests.RequestException):
        get(fakecf, f"/v3/droplets/{droplet(fakecf)}/download")
    assert False
"""


def test_a_failed_test_shows_what_was_asked_hop_by_hop_and_how_to_see_it_again(failed):
    failed(FAILING).fnmatch_lines(
        [
            "*fakecf flows*",
            " flow * ms  listener  status  request",
            "    1 *  api  *  200  GET /v3/droplets *bytes",
            "    2 *  api  *  302  GET /v3/droplets/*/download",
            "    2 *  blobstore *  200  GET /cc-droplets/*bytes  by f_1",
            "fault f_1 (spent, hit 1): on='downloads' when={'times': 1} do=*",
            "again: pytest test_*.py::test_it --fakecf-seed=1",
        ]
    )


def test_it_is_at_most_thirty_lines(failed):
    said = failed(
        """
def test_it(fakecf):
    for number in range(40):
        get(fakecf, f"/v3/apps?per_page={number + 1}")
    for number in range(12):
        fakecf.fault("apps.list 502")
    assert False
"""
    ).lines
    begin = next(place for place, line in enumerate(said) if "- fakecf flows -" in line)
    end = next(place for place, line in enumerate(said) if line.startswith("again: pytest"))
    assert end - begin <= 30
    assert any(line.startswith("... ") and "earlier" in line for line in said[begin:end])


def test_a_test_that_asked_nothing_says_so(failed):
    failed("def test_it(fakecf):\n    assert False\n").fnmatch_lines(["nothing was asked"])


def test_what_a_client_puts_into_its_path_steers_no_terminal(failed):
    failed("def test_it(fakecf):\n    get(fakecf, '/v3/\\x1b[31m')\n    assert False\n").fnmatch_lines(["*/v3/\\x1b*"])


@pytest.mark.parametrize(("trace", "shown"), [("fail", False), ("all", True), ("off", False)])
def test_passed_tests_are_traced_where_that_is_wanted(suite, trace, shown):
    result = suite("def test_it(fakecf):\n    get(fakecf, '/v3/apps')\n", f"--fakecf-trace={trace}", "-rP")
    assert ("fakecf flows" in result.stdout.str()) == shown


def test_nothing_is_traced_where_that_is_wanted(failed):
    failed("def test_it(fakecf):\n    assert False\n", "--fakecf-trace=off").no_fnmatch_line("*fakecf flows*")

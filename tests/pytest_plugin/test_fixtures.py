import subprocess
import sys

import pytest


def test_every_test_gets_a_world_of_its_own(pytester):
    pytester.makepyfile(
        """
        from fakecf.state.records import App

        urls = set()

        def change(cf):
            assert len(cf.foundation.store.state[App]) == 5
            with cf.foundation.store.change() as change:
                change.clear(App)
            urls.add(cf.api_url)

        def test_one(fakecf):
            change(fakecf)

        def test_two(fakecf):
            change(fakecf)
            assert len(urls) == 2
        """
    )
    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=2)


def test_a_fixture_of_the_users_own_with_our_name_is_left_alone(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def fakecf():
            return "mine"

        def test_passes(fakecf):
            assert fakecf == "mine"

        def test_fails(fakecf):
            assert fakecf == "another"
        """
    )
    pytester.runpytest().assert_outcomes(passed=1, failed=1)


def test_the_configuration_can_be_overridden(pytester):
    pytester.makepyfile(
        """
        import pytest
        from fakecf import Config

        @pytest.fixture(scope="session")
        def fakecf_config():
            return Config(seeds=("roles",)).on_free_ports()

        def test_it(fakecf):
            assert fakecf.token("space_supporter")
        """
    )
    pytester.runpytest().assert_outcomes(passed=1)


def test_the_fixtures_and_markers_explain_themselves(pytester):
    said = pytester.runpytest("--fixtures").stdout
    said.fnmatch_lines(["fakecf*", "*A fake Cloud Foundry of the test's own, running on free ports.*"])
    for name in ("config", "env", "factory", "module", "server", "session"):
        said.fnmatch_lines([f"fakecf_{name}*", "    [A-Z]*"])
    said = pytester.runpytest("--markers").stdout
    said.fnmatch_lines(
        ["@pytest.mark.fakecf(seed='default', *", "@pytest.mark.fakecf_fault(rule, ...): arm fault rules*"]
    )


@pytest.mark.parametrize("heavy", ["werkzeug", "msgspec", "h11", "moto", "yaml", "jwt"])
def test_the_plugin_imports_nothing_until_a_test_asks(heavy):
    code = f"import sys, fakecf.pytest_plugin; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_tests_of_a_module_share_one_foundation_and_all_tests_another(suite):
    suite(
        """
known = {}

@pytest.mark.parametrize("number", [1, 2])
def test_it(number, fakecf, fakecf_module, fakecf_session):
    urls = [each.api_url for each in (fakecf, fakecf_module, fakecf_session)]
    assert len(set(urls)) == 3
    known.setdefault("module", urls[1])
    assert known["module"] == urls[1]
    assert len(fakecf_session.flows) == number - 1
    get(fakecf_session, "/v3/apps")
"""
    ).assert_outcomes(passed=2)


def test_a_server_of_the_session_starts_further_foundations(suite):
    suite(
        """
import fakecf as package

def test_it(fakecf_server):
    made = fakecf_server.calls.add_foundation(name="mine")
    cf = package.connect(made["control_url"])
    assert get(cf, "/v3/apps").ok
    assert fakecf_server.api_url != cf.api_url
"""
    ).assert_outcomes(passed=1)


def test_a_factory_makes_as_many_as_a_test_wants(suite):
    suite(
        """
@pytest.mark.fakecf(clock="2031-01-01")
def test_it(fakecf_factory):
    one, two = fakecf_factory(), fakecf_factory("roles", foundation={"name": "second"}, clock="2032-01-01")
    assert [cf.calls.foundation()["name"] for cf in (one, two)] == ["fakecf", "second"]
    assert [cf.clock.now().year for cf in (one, two)] == [2031, 2032]
    assert two.token("space_supporter")
"""
    ).assert_outcomes(passed=1)


def test_programs_find_the_foundation_in_their_environment(suite):
    suite(
        """
import os, subprocess, sys

def test_it(fakecf, fakecf_env, tmp_path):
    assert fakecf_env["CF_API"] == os.environ["CF_API"] == fakecf.api_url
    assert os.path.isdir(os.environ["CF_HOME"])
    code = "import os, urllib.request as r; print(r.urlopen(os.environ['CF_API'] + '/v3').status)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "200\\n"

def test_it_is_gone_afterwards():
    assert "CF_API" not in os.environ
"""
    ).assert_outcomes(passed=2)


def test_a_fault_is_armed_by_a_marker_before_the_test_begins(suite):
    suite(
        """
@pytest.mark.fakecf_fault("apps.list 503 x1")
class TestIt:
    @pytest.mark.fakecf_fault("apps.list 502 x1", {"on": "apps.list", "do": 500, "when": {"times": 1}})
    def test_it(self, fakecf):
        assert [get(fakecf, "/v3/apps").status_code for _ in range(4)] == [503, 502, 500, 200]
"""
    ).assert_outcomes(passed=1)

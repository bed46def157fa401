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


def test_a_marker_chooses_the_seed_relative_to_the_tests_file(pytester):
    pytester.makefile(".yml", own="fakecf: 1\norgs: {mine: }\n")
    pytester.makepyfile(
        """
        import pytest
        from fakecf.state.records import Organization

        @pytest.mark.fakecf(seed="own.yml")
        def test_own(fakecf):
            assert [org.name for org in fakecf.foundation.store.state[Organization]] == ["mine"]

        @pytest.mark.fakecf(seed=["roles", "own.yml"])
        def test_both(fakecf):
            assert len(fakecf.foundation.store.state[Organization]) > 1
        """
    )
    pytester.runpytest("--strict-markers").assert_outcomes(passed=2)


def test_a_failed_test_shows_what_was_asked(pytester):
    pytester.makepyfile(
        """
        import urllib.request

        def test_it(fakecf):
            urllib.request.urlopen(fakecf.api_url + "/v3").read()
            assert False
        """
    )
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*fakecf flows*", "1 api GET /v3 -> 200"])


def test_a_breakdown_of_the_server_fails_the_test_and_never_hides_its_own_failure(pytester):
    pytester.makepyfile(
        """
        import urllib.request, urllib.error

        def broken(fakecf):
            fakecf.foundation.cloud_controller.answer = None
            try:
                urllib.request.urlopen(fakecf.api_url + "/v3")
            except urllib.error.HTTPError:
                pass

        def test_passes(fakecf):
            broken(fakecf)

        def test_fails(fakecf):
            broken(fakecf)
            assert 1 == 2
        """
    )
    result = pytester.runpytest("-p", "no:randomly")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*fakecf itself failed 1 times*", "*assert 1 == 2*"])


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


def test_the_fixtures_explain_themselves(pytester):
    pytester.runpytest("--fixtures").stdout.fnmatch_lines(["fakecf*", "*A fake Cloud Foundry of the test's own*"])


@pytest.mark.parametrize("heavy", ["werkzeug", "msgspec", "h11", "moto", "yaml", "jwt"])
def test_the_plugin_imports_nothing_until_a_test_asks(heavy):
    code = f"import sys, fakecf.pytest_plugin; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

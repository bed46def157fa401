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


def test_a_breakdown_is_seen_however_the_fixture_was_asked_for(pytester):
    pytester.makepyfile(
        """
        import urllib.request, urllib.error

        def test_it(request):
            server = request.getfixturevalue("fakecf")
            server.foundation.cloud_controller.answer = None
            try:
                urllib.request.urlopen(server.api_url + "/v3")
            except urllib.error.HTTPError:
                pass
        """
    )
    pytester.runpytest().assert_outcomes(failed=1)


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


def test_a_seed_is_read_again_where_its_path_or_its_variables_mean_something_else(pytester):
    for folder in ("one", "two"):
        pytester.mkdir(folder).joinpath("own.yml").write_text('fakecf: 1\nfoundation: {name: "${NAME}"}\n', "utf-8")
    pytester.makepyfile(
        """
        import pytest
        from pathlib import Path

        @pytest.fixture(params=["one", "two"])
        def folder(request, monkeypatch):
            monkeypatch.chdir(Path(__file__).parent / request.param)
            return request.param

        @pytest.fixture(params=["red", "blue"])
        def name(request, monkeypatch, folder):
            monkeypatch.setenv("NAME", f"{folder} {request.param}")
            return f"{folder} {request.param}"

        @pytest.mark.fakecf(seed="./own.yml")
        def test_it(name, fakecf):
            assert fakecf.foundation.behaviour.name == name
        """
    )
    pytester.runpytest().assert_outcomes(passed=4)


@pytest.mark.parametrize("marker", ['"roles"', 'seeds="roles"', 'seed="roles", other=1', "", "seed=3", "seed=[]"])
def test_a_marker_that_could_only_be_ignored_is_refused(pytester, marker):
    pytester.makepyfile(f"import pytest\n\n@pytest.mark.fakecf({marker})\ndef test_it(fakecf): pass\n")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*takes the keyword `seed` alone: write @pytest.mark.fakecf(seed=*"])


def test_a_wrong_seed_is_named_at_its_place_without_a_traceback(pytester):
    pytester.makefile(".yml", bad="fakecf: 1\norgz: {}\n")
    pytester.makepyfile("import pytest\n\n@pytest.mark.fakecf(seed='bad.yml')\ndef test_it(fakecf): pass\n")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*bad.yml:2:1:*did you mean 'orgs'?*"])
    result.stdout.no_fnmatch_line("*Traceback*")


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

import pytest


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


def test_a_wrong_seed_is_named_at_its_place_without_a_traceback(pytester):
    pytester.makefile(".yml", bad="fakecf: 1\norgz: {}\n")
    pytester.makepyfile("import pytest\n\n@pytest.mark.fakecf(seed='bad.yml')\ndef test_it(fakecf): pass\n")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*bad.yml:2:1:*did you mean 'orgs'?*"])
    result.stdout.no_fnmatch_line("*Traceback*")


REFUSED = {
    '"roles"': "takes keywords (seed, foundation, clock, tls, allow): write @pytest.mark.fakecf(seed=",
    "": "takes keywords (seed, foundation, clock, tls, allow): write",
    'seeds="roles"': "has no keyword 'seeds'; did you mean 'seed'",
    "seed=3": "`seed` is a name, a path, a document, or a list of them",
    "seed=[]": "`seed` is a name, a path, a document, or a list of them",
    "foundation=3": "`foundation` is a mapping, as in a seed",
    'allow=["unused"]': "there is no check 'unused'; did you mean 'unused-fault'",
    "allow=3": "there is no check 3; there are unused-fault",
    'tls="uaaa"': "did you mean 'uaa'",
    "tls=3": "`tls` is True, or names of listeners",
    "clock=3": "`clock` is a moment",
    'clock="soon"': "'soon' is not a moment",
    'foundation={"nam": "x"}': "did you mean 'name'",
}


@pytest.mark.parametrize("marker", REFUSED)
def test_a_marker_that_could_only_be_ignored_is_refused(pytester, marker):
    pytester.makepyfile(f"import pytest\n\n@pytest.mark.fakecf({marker})\ndef test_it(fakecf): pass\n")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    assert REFUSED[marker] in result.stdout.str()
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize("marker", ["", 'rule="apps.list 502"'])
def test_a_marker_without_rules_is_refused(pytester, marker):
    pytester.makepyfile(f"import pytest\n\n@pytest.mark.fakecf_fault({marker})\ndef test_it(fakecf): pass\n")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['*`fakecf_fault` takes rules: write @pytest.mark.fakecf_fault("downloads 503 x2")*'])


def test_a_wrong_rule_of_a_marker_is_told_without_a_traceback(pytester):
    pytester.makepyfile("import pytest\n\n@pytest.mark.fakecf_fault('aps.list 502')\ndef test_it(fakecf): pass\n")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*did you mean 'apps.list'*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_nearest_marker_has_the_last_word_and_what_is_allowed_adds_up(suite):
    suite(
        """
pytestmark = pytest.mark.fakecf(seed="roles", clock="2031-01-01", allow="unused-fault")

class TestIt:
    pytestmark = pytest.mark.fakecf(clock="2032-01-01", allow=["unknown-request"])

    @pytest.mark.fakecf(foundation={"name": "ours"})
    def test_it(self, fakecf):
        assert fakecf.token("space_supporter")
        assert fakecf.clock.now().year == 2032
        assert fakecf.calls.foundation()["name"] == "ours"
        fakecf.fault("apps.list 502")
        requests.get(f"{fakecf.api_url}/v3/appz", timeout=5)
"""
    ).assert_outcomes(passed=1)


def test_a_document_may_stand_in_the_marker(suite):
    suite(
        """
@pytest.mark.fakecf(seed={"fakecf": 1, "orgs": {"mine": None}})
def test_it(fakecf):
    assert fakecf.org("mine").name == "mine"
"""
    ).assert_outcomes(passed=1)


def test_listeners_speak_tls_where_that_is_wished(suite):
    suite(
        """
@pytest.mark.fakecf(tls=True)
def test_all(fakecf):
    assert [url[:8] for url in (fakecf.api_url, fakecf.uaa_url, fakecf.blobstore_url)] == ["https://"] * 3
    assert fakecf.ca_pem.startswith("-----BEGIN")

@pytest.mark.fakecf(tls=["uaa"])
def test_one(fakecf):
    assert (fakecf.api_url[:7], fakecf.uaa_url[:8]) == ("http://", "https://")
"""
    ).assert_outcomes(passed=2)

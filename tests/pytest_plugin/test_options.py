import pytest

from fakecf import Server

PASSING = "def test_it(fakecf):\n    assert get(fakecf, '/v3/apps').ok\n"


@pytest.fixture(scope="module")
def server():
    with Server("roles") as running:
        yield running


def test_a_running_server_is_used_with_a_foundation_for_each_test(suite, server):
    result = suite(
        f"""
urls = set()

@pytest.mark.parametrize("number", [1, 2])
def test_it(fakecf, number):
    assert get(fakecf, "/v3/apps").ok
    assert fakecf.control_url.startswith("{server.control_url}/v1/foundations/")
    urls.add(fakecf.api_url)
    assert len(urls) == number
    assert not hasattr(fakecf, "foundation")
""",
        f"--fakecf-url={server.control_url}",
    )
    result.assert_outcomes(passed=2)
    assert (server.calls.foundations(), len(server.flows)) == ([], 0)


def test_documents_and_settings_are_sent_to_a_running_server(suite, server, pytester):
    pytester.makefile(".yml", own="fakecf: 1\norgs: {mine: {spaces: {dev: {}}}}\nusers: {dev: dev}\n")
    suite(
        """
@pytest.mark.fakecf(seed="own.yml", foundation={"name": "ours"})
def test_it(fakecf):
    assert fakecf.org("mine").space("dev").name == "dev"
    assert fakecf.calls.foundation()["name"] == "ours"
""",
        f"--fakecf-url={server.control_url}",
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("trouble", "check"),
    [
        ("fakecf.fault('downloads 502')", "unused-fault"),
        ("get(fakecf, '/v3/appz')", "unknown-request"),
        ("fakecf.expect('apps.list')", "unmet-expectation"),
    ],
)
def test_a_foundation_elsewhere_is_judged_as_one_here(failed, server, trouble, check):
    text = f"def test_it(fakecf):\n    {trouble}\n"
    failed(text, f"--fakecf-url={server.control_url}").fnmatch_lines([f"*{check}: *"])


def test_a_server_that_is_not_there_is_told_before_any_test(suite):
    result = suite(PASSING, "--fakecf-url=http://127.0.0.1:1")
    result.stderr.fnmatch_lines(["*--fakecf-url: nothing answers at http://127.0.0.1:1*start one with: fakecf serve*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fakecf-chaos=flaky-blob"], "*--fakecf-chaos: there is no preset 'flaky-blob'; did you mean 'flaky-*"),
        (["-o", "fakecf_allow=unused"], "*fakecf_allow: there is no check 'unused'; did you mean 'unused-fault'*"),
    ],
)
def test_a_word_that_means_nothing_is_refused_with_the_nearest(suite, options, said):
    result = suite(PASSING, *options)
    result.stderr.fnmatch_lines([said])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_chance_begins_where_it_is_told(suite):
    text = "def test_it(fakecf):\n    assert fakecf.foundation.behaviour.random_seed == 8123\n"
    suite(text, "--fakecf-seed=8123").assert_outcomes(passed=1)


def test_chaos_strikes_every_test_and_names_the_fragile_ones(suite):
    result = suite(
        """
def test_fragile(fakecf):
    assert get(fakecf, "/v3/apps").ok

def test_robust(fakecf):
    assert get(fakecf, "/v3/apps").status_code == 502

def test_other():
    pass
""",
        "--fakecf-chaos=gorouter-502",
    )
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["*fakecf chaos: gorouter-502*", "1 of 2 tests that use fakecf are fragile", "  *::test_fragile"]
    )


def test_a_project_names_its_seeds_once(suite, pytester):
    pytester.makefile(".yml", own="fakecf: 1\norgs: {mine: }\n")
    pytester.makeini("[pytest]\nfakecf_seeds =\n    roles\n    own.yml\n")
    suite("def test_it(fakecf):\n    assert fakecf.org('mine').name == 'mine'\n").assert_outcomes(passed=1)

"""Each check makes a test that passed FAILED, says why, and can be allowed."""

import pytest

TROUBLES = {
    "unused-fault": (
        """
        fakecf.fault("downloads 502 x2")
        get(fakecf, "/v3/apps")
        """,
        ["*unused-fault: f_1 on='downloads' when={'times': 2} do={'status': 502} struck nothing*", "*nearest: *apps*"],
    ),
    "unmet-expectation": (
        """
        fakecf.expect("droplets.download", times=2)
        get(fakecf, "/v3/apps")
        """,
        ["*unmet-expectation: droplets.download 2 times was expected: found 0 exchanges*", "*nearest: *GET /v3/apps*"],
    ),
    "unknown-request": (
        'get(fakecf, "/v3/appz")',
        ["*unknown-request: the real one has no such route: 1 api GET /v3/appz -> 404*"],
    ),
    "unimplemented-request": (
        'get(fakecf, "/v3/service_brokers", method="POST", json={})',
        ["*unimplemented-request: the real one answers what fakecf does not: 1 api POST /v3/service_brokers -> 501*"],
    ),
    "unread-field": (
        'get(fakecf, "/v3/info?inlcude=space")',
        ["*unread-field: nothing reads what was sent (?inlcude): 1 api GET /v3/info?inlcude=space -> 200*"],
    ),
    "breakdown": (
        """
        fakecf.foundation.cloud_controller.answer = None
        assert get(fakecf, "/v3/apps").status_code == 500
        """,
        ["*breakdown: fakecf itself failed 1 times while it answered; its log says how*"],
    ),
    "relayed-token": (
        """
        location = get(fakecf, f"/v3/droplets/{droplet(fakecf)}/download", allow_redirects=False).headers["Location"]
        requests.get(location, headers={"Authorization": f"bearer {fakecf.token('dev')}"}, timeout=5)
        """,
        ["*relayed-token: an OAuth token came along to the blobstore: 3 blobstore GET /cc-droplets/* -> 400*"],
    ),
    "abandoned-download": (
        """
        from urllib.parse import urlsplit
        large = fakecf.org("acme").space("dev").add_app("large", droplet=fakecf.bits("64MiB")).droplet
        answer = get(fakecf, f"/v3/droplets/{large.guid}/download", stream=True)
        answer.raw.read(1000)
        answer.close()
        """,
        ["*abandoned-download: the client left after * of 67108864 bytes: 2 blobstore GET /cc-droplets/*"],
    ),
    "leaked-connection": (
        """
        kept = http.client.HTTPConnection(fakecf.api_url.removeprefix("http://"))
        kept.request("GET", "/v3")
        kept.getresponse().read()
        request.addfinalizer(kept.close)
        """,
        ["*leaked-connection: nobody closed the connection from * to the api (1 requests)*"],
    ),
}


def written(trouble, marker=""):
    lines = [line.removeprefix("        ") for line in trouble.splitlines()]
    body = "\n".join(f"    {line}" for line in lines)
    return f"{marker}\ndef test_it(fakecf, request):\n{body}\n"


@pytest.mark.parametrize("check", TROUBLES)
def test_what_can_only_be_a_mistake_makes_the_test_fail(failed, check):
    trouble, lines = TROUBLES[check]
    said = failed(written(trouble))
    said.fnmatch_lines(["*fakecf noticed what can only be a mistake:*", *lines, f'*allow=[[]"{check}"[]]*'])
    said.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize("check", TROUBLES)
def test_what_is_meant_to_be_so_is_allowed_by_a_marker_or_for_a_project(suite, check):
    trouble, _ = TROUBLES[check]
    suite(written(trouble, f'@pytest.mark.fakecf(allow=["{check}"])')).assert_outcomes(passed=1)
    suite(written(trouble), "-o", f"fakecf_allow={check}").assert_outcomes(passed=1)


@pytest.mark.parametrize("check", TROUBLES)
def test_a_tests_own_failure_is_never_hidden(failed, check):
    said = failed(written(f"{TROUBLES[check][0]}\n        assert 'mine' == 'own'"))
    said.fnmatch_lines(["*assert 'mine' == 'own'*", f"*{check}: *"])
    said.no_fnmatch_line("*fakecf noticed what can only*")


def test_a_fault_that_was_removed_in_time_is_judged_as_it_then_stood(suite):
    suite(
        """
def test_used(fakecf):
    with fakecf.on("apps.list").fail(502) as rule:
        assert get(fakecf, "/v3/apps").status_code == 502

def test_unused(fakecf):
    with fakecf.on("apps.list").fail(502):
        pass
"""
    ).assert_outcomes(passed=1, failed=1)


def test_neither_the_faults_of_a_seed_nor_presets_must_strike(suite, pytester):
    pytester.makefile(".yml", own="fakecf: 1\nfaults: ['downloads 502']\n")
    suite(
        """
@pytest.mark.fakecf(seed="own.yml")
def test_it(fakecf):
    fakecf.preset("flaky-blobstore")
"""
    ).assert_outcomes(passed=1)


def test_a_client_that_leaves_in_the_middle_of_a_fault_abandons_nothing(suite):
    suite(
        """
def test_it(fakecf):
    fakecf.fault("downloads hang@1KiB")
    answer = get(fakecf, f"/v3/droplets/{droplet(fakecf)}/download", stream=True)
    answer.raw.read(10)
    answer.close()
"""
    ).assert_outcomes(passed=1)


def test_an_answer_that_nobody_reads_is_a_leak_whoever_keeps_it(failed):
    failed(
        """
@pytest.fixture
def kept(fakecf):
    answers = []
    yield answers
    for answer in answers:
        answer.close()

def test_it(fakecf, kept):
    large = fakecf.org("acme").space("dev").add_app("large", droplet=fakecf.bits("64MiB")).droplet
    headers = {"Authorization": f"bearer {fakecf.token('dev')}"}
    kept.append(requests.get(f"{fakecf.api_url}/v3/droplets/{large.guid}/download", headers=headers, stream=True))
"""
    ).fnmatch_lines(["*leaked-connection: an answer was left unread on the connection from * to the blobstore*"])


def test_a_connection_that_a_fixture_closes_is_no_leak(suite):
    suite(
        """
@pytest.fixture
def session(fakecf):
    with requests.Session() as session:
        yield session

def test_it(fakecf, session):
    assert session.get(f"{fakecf.api_url}/v3").ok

class TestInAClass:
    def setup_method(self):
        self.session = requests.Session()

    def teardown_method(self):
        self.session.close()

    def test_it(self, fakecf):
        assert self.session.get(f"{fakecf.api_url}/v3").ok
"""
    ).assert_outcomes(passed=2)


def test_what_a_shared_foundation_noticed_is_told_once_and_by_the_test_that_did_it(suite):
    result = suite(
        """
def test_one(fakecf_module):
    get(fakecf_module, "/v3/appz")

def test_two(fakecf_module):
    get(fakecf_module, "/v3/apps")
"""
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*FAILED *::test_one*"])


def test_every_foundation_of_a_factory_is_judged(failed):
    failed(
        """
def test_it(fakecf_factory):
    one, two = fakecf_factory(), fakecf_factory("roles")
    get(one, "/v3/apps")
    two.fault("apps.list 502")
"""
    ).fnmatch_lines(["*unused-fault: f_1 on='apps.list'*"])


def test_a_skipped_and_an_xfailed_test_stay_what_they_are(suite):
    suite(
        """
def test_skipped(fakecf):
    get(fakecf, "/v3/appz")
    pytest.skip("for today")

@pytest.mark.xfail
def test_xfailed(fakecf):
    fakecf.fault("apps.list 502")
"""
    ).assert_outcomes(skipped=1, xfailed=1)


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

import pytest

from fakecf.faults import RuleError, read_rule
from fakecf.faults.headers import check_headers


@pytest.mark.parametrize(
    "location",
    [
        "/v3/apps",
        "?page=2",
        "",
        "http://localhost:1/x",
        "http://127.0.0.1/",
        "http://[::1]:9/",
        "http://blobstore:9024/",
        "http://blobstore.localhost/",
        "http://nowhere.invalid/",
    ],
)
def test_a_redirect_may_stay_on_this_machine(location):
    check_headers({"Location": location})


@pytest.mark.parametrize(
    "location",
    [
        *("http://evil.example/", "//evil.example/x", "http://user@evil.example:80/", "http://localhost.evil.example/"),
        *("/\\evil.example/", "http:\\\\evil.example/", "http://evil.example\\@localhost/"),
        *("http:evil.example/", "https:///evil.example/", "http://134744072/", "http://0x08080808/"),
        *("https://10.0.0.1/", "http://0.0.0.0/", "http://169.254.169.254/latest", "http://[::1/"),
    ],
)
def test_a_redirect_off_this_machine_is_refused(location):
    # reliability 1.3
    with pytest.raises(RuleError) as refused:
        check_headers({"lOcAtIoN": location})
    assert refused.value.problems[0].pointer == "/headers/lOcAtIoN"


def test_no_link_in_a_patched_document_leads_off_this_machine_either():
    merge = {"links": {"self": {"href": "http://localhost:1/v3"}, "login": [{"href": "https://evil.example/login"}]}}
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "root.root", "do": {"patch": {"merge": merge}}})
    assert refused.value.problems[0].pointer == "/do/patch/merge/links/login/0/href"

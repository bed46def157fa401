"""What the caller may know of an app: cc-surface 4.7."""

import pytest

from tests.capi.conftest import not_found
from tests.capi.roles import OUTSIDERS, READERS, SECRETS

PATH = "/v3/apps/my-app/permissions"


@pytest.mark.parametrize("who", READERS)
def test_readers_are_told_whether_secrets_are_for_them(cf, who):
    assert cf.ask(PATH, who).json() == {"read_basic_data": True, "read_sensitive_data": who in SECRETS}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_is_told_that_there_is_an_app(cf, who):
    assert cf.error(PATH, who) == (404, not_found("App"))

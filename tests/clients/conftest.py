import pytest


@pytest.fixture(autouse=True)
def nothing_unread(request):
    """No client here sends what the Cloud Controller would not read, so none may be told that it did."""
    fakecf = request.getfixturevalue("fakecf") if "fakecf" in request.fixturenames else None
    yield
    if fakecf is not None:
        journal = fakecf.foundation.journal
        assert [(str(each), each.unread) for each in journal.exchanges() if each.unread] == []

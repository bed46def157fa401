"""Where CC fails over what it does not look at (corrections 1, 2 and 16), `quirks: fixed` makes it look."""

import pytest

FLOATING = {"metadata": {"annotations": {"note": 1.5}}}


def test_a_body_that_cc_chokes_on_is_unprocessable(cf, mended):
    path = f"/v3/organizations/{cf.guids('/v3/organizations')[0]}"
    assert cf.ask(path, method="PATCH", json=FLOATING).status_code == 500
    status, error = mended.error(path, method="PATCH", json=FLOATING)
    assert (status, error["detail"]) == (422, "The request is not valid.")


@pytest.mark.parametrize(("query", "status"), [("guids=%ff", 400), ("guids=%00", 422)])
def test_a_query_that_cc_chokes_on_is_refused(cf, mended, query, status):
    assert cf.ask(f"/v3/apps?{query}").status_code == 500
    assert mended.error(f"/v3/apps?{query}")[0] == status

import pytest

from fakecf.blobstore.errors import Kind, S3Error


def test_an_error_escapes_what_it_quotes_and_keeps_the_order_of_its_elements():
    error = S3Error(Kind(400, "Odd", "a < b & c"), extras={"B": "<", "A": 1})
    assert error.document("ID", "HOST") == (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>Odd</Code><Message>a &lt; b &amp; c</Message>'
        b"<B>&lt;</B><A>1</A><RequestId>ID</RequestId><HostId>HOST</HostId></Error>"
    )


def test_a_name_that_no_error_has_is_refused_with_the_nearest():
    with pytest.raises(KeyError, match="no S3 error is called 'NoSuchKay'; nearest: NoSuchKey"):
        S3Error("NoSuchKay")

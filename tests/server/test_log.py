"""What the log says of a failure."""

import logging


def test_a_failure_is_logged_on_one_line_without_control_characters_or_query(listen, connect, caplog):
    """T-27 and T-28."""

    def app(environ, _start_response):
        raise ValueError(environ["HTTP_USER_AGENT"])

    listener = listen(app)
    connect(listener).get("/%1b[2J%0aINJECT?X-Amz-Signature=secret", "User-Agent: \x1b]0;x\x07\xe9").everything()
    (record,) = caplog.records
    message = record.getMessage()
    assert (record.name, record.levelno, record.exc_info) == ("fakecf.server", logging.ERROR, None)
    assert message.startswith(r"api: GET /\x1b[2J\nINJECT: ValueError: \x1b]0;x\x07\xe9 (")
    assert message.isprintable()
    assert "secret" not in message
    assert f"{__file__}:" in message

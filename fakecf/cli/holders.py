"""Who has a port of ours."""

from urllib.parse import urlsplit

from fakecf.client import Client, ClientError
from fakecf.config import Config

_PATIENCE = 2.0


def holder(port: int, control_port: int = Config().control_port, token: str | None = None) -> str | None:
    """The control URL of the fakecf that listens on *port*, if it is one; it is asked at either port."""
    for asked in dict.fromkeys((control_port, port)):
        url = f"http://localhost:{asked}"
        try:
            document = Client(url, token).foundation(patience=_PATIENCE)
        except ClientError as error:
            if asked == port and error.problem is not None:  # it wants a token that we do not have
                return url
            continue
        if port in {urlsplit(value).port for name, value in document.items() if name.endswith("_url")}:
            return url
    return None

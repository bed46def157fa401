"""The clients whose symptoms are measured, each asking as its own documentation shows; none of them retries."""

import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import boto3
import httpx
import requests
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes


class CallError(Exception):
    """What a caller that raises nothing of its own says: curl's exit code, the code of an AWS error."""


class Caller:
    """A client that keeps its connections until it is closed."""

    def again(self, times, *question):
        """The last of several answers."""
        for _ in range(times):
            reply = self.ask(*question)
        return reply


class Requests(Caller):
    def __init__(self, timeout):
        self.timeout = timeout
        self.session = requests.Session()
        self.session.trust_env = False

    def ask(self, method, url, headers, form=None):
        with self.session.request(method, url, headers=headers, data=form, timeout=self.timeout) as answer:
            return Reply(answer.status_code, answer.content)

    def close(self):
        self.session.close()


class Httpx(Caller):
    def __init__(self, timeout):
        self.client = httpx.Client(follow_redirects=True, timeout=timeout, trust_env=False, verify=False)  # noqa: S501 - plain http

    def ask(self, method, url, headers, form=None):
        answer = self.client.request(method, url, headers=headers, data=form)
        return Reply(answer.status_code, answer.content)

    def close(self):
        self.client.close()


class Urllib3(Caller):
    """Below its retries: only redirects are followed, and what goes wrong is raised as it is."""

    def __init__(self, timeout):
        retries = urllib3.Retry(total=None, connect=False, read=False, status=0, other=False, redirect=30)
        self.pool = urllib3.PoolManager(timeout=timeout, retries=retries)

    def ask(self, method, url, headers, form=None):
        body = urlencode(form) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        answer = self.pool.urlopen(method, url, headers={**headers, **kind}, body=body, preload_content=False)
        try:
            return Reply(answer.status, answer.read())
        except BaseException:
            answer.close()
            raise
        finally:
            answer.release_conn()

    def close(self):
        self.pool.clear()


class Curl:
    """One process for each question, so that only what it asks several times meets a connection twice."""

    def __init__(self, timeout):
        self.command = ["curl", "-q", "-sS", "-L", "--noproxy", "*", "--max-time", str(timeout)]

    def ask(self, method, url, headers, form=None):
        return self.again(1, method, url, headers, form)

    def again(self, times, method, url, headers, form=None):
        with TemporaryDirectory() as folder:
            body = Path(folder) / "body"
            options = [option for name, value in headers.items() for option in ("-H", f"{name}: {value}")]
            options += ["--data", urlencode(form)] if form else ["-X", method]
            targets = ["-o", str(body), url] * times
            command = [*self.command, *options, "-w", "%{http_code}\n", *targets]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            status = int(done.stdout.split()[-1])
            if done.returncode:
                raise CallError(f"exit {done.returncode}" + (f" after {status}" if status else ""))
            return Reply(status, body.read_bytes() if body.exists() else b"")

    def close(self):
        """Nothing is kept."""


SESSION = boto3.session.Session()  # reads the descriptions of all of AWS once


class Boto3(Caller):
    """Goes to the blobstore with its own signature; it knows a bucket and a key, no URL."""

    def __init__(self, timeout, server):
        credentials = server.foundation.blobs.credentials
        self.client = SESSION.client(
            "s3",
            endpoint_url=server.blobstore_url,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            region_name=credentials.region,
            config=Config(
                s3={"addressing_style": "path"},
                retries={"total_max_attempts": 1},
                connect_timeout=timeout,
                read_timeout=timeout,
                proxies={},
            ),
        )

    def ask(self, bucket, key, headers):
        wanted = {"Range": headers["Range"]} if "Range" in headers else {}
        try:
            answer = self.client.get_object(Bucket=bucket, Key=key, **wanted)
        except ClientError as error:
            raise CallError(f"ClientError ({error.response['Error']['Code']})") from error
        with closing(answer["Body"]) as body:  # in a with block of its own it lets urllib3's exceptions through
            return Reply(answer["ResponseMetadata"]["HTTPStatusCode"], body.read())

    def close(self):
        self.client.close()


HTTP_CLIENTS = {"requests": Requests, "httpx": Httpx, "urllib3": Urllib3, "curl": Curl}


def asked(client, *question, times=1):
    """The last of several answers; raises CallError, which says what the client raised."""
    try:
        return client.again(times, *question)
    except CallError:
        raise
    except Exception as error:
        raise CallError(_said_of(error)) from error


def _said_of(error):
    """An exception as its caller sees it: its class, and the innermost one where that tells more."""
    outer, *inner = (_name(each) for each in _wrapped(error))
    telling = [name for name in inner if name not in (outer, "ValueError")]
    return f"{outer} ({telling[-1]})" if telling else outer


def _wrapped(error):
    while error is not None:
        yield type(error)
        error = _cause(error)


def _cause(error):
    """What an exception wraps, however its library keeps it."""
    kept = [getattr(error, "reason", None), *error.args, error.__cause__, error.__context__]
    return next((each for each in kept if isinstance(each, BaseException) and each is not error), None)


def _name(kind):
    """With the module where the name alone says nothing: `zlib.error`."""
    return kind.__name__ if kind.__name__[0].isupper() else f"{kind.__module__}.{kind.__name__}"

"""Clients that cost a server most while they do least: they wait, send nothing, or one byte a second.

`python benchmarks/crowd.py '{"idle": {...}, ...}'` keeps them up, each begun anew when the server ends it, and writes a
line once all are connected; it goes on until it is stopped.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

AT_ONCE = 50  # connections in the making
PACE = 1.0  # seconds between two bytes of a slow sender

Life = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


def kept_alive(host: str) -> Life:
    """One request, and then nothing for as long as the server bears it."""

    async def live(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head("GET", "/", host))
        await reader.read()

    return live


def slow(begin: bytes) -> Life:
    """*begin* at once, and then a byte a second until the server ends it."""

    async def live(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        while not reader.at_eof():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(PACE)
            if writer.is_closing():
                return

    return live


def asking(request: bytes) -> Life:
    """The same request again and again; only the one under way is of interest."""

    async def live(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(request)
            if not await reader.read(65536):
                return

    return live


def head(method: str, path: str, host: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode()


def lives(wanted: dict[str, Any]) -> Iterator[tuple[str, Life]]:
    """Who connects where: *wanted* has a number for each listener and kind, and what to ask for."""
    urls = {name: urlsplit(url).netloc for name, url in wanted["urls"].items()}
    for name, count in wanted["idle"].items():
        for number in range(count):
            yield urls[name], silent if number % 2 else kept_alive(urls[name])
    for _ in range(wanted["slow_heads"]):
        yield urls["api"], slow(b"GET /v3/info HTTP/1.1\r\nX-Slow: ")
    for _ in range(wanted["slow_bodies"]):
        form = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 100000")
        yield urls["uaa"], slow(head("POST", "/oauth/token", urls["uaa"], *form))
    for _ in range(wanted["waiting"]):
        bearer = f"Authorization: bearer {wanted['token']}"
        yield urls["api"], asking(head("GET", wanted["download"], urls["api"], bearer))


async def keep_up(netloc: str, life: Life, gate: asyncio.Semaphore, connected: Callable[[], None]) -> None:
    host, _, port = netloc.rpartition(":")
    first = True
    while True:
        async with gate:
            reader, writer = await asyncio.open_connection(host, int(port))
        if first:
            connected()
        first = False
        try:
            await life(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()


async def main(wanted: dict[str, Any]) -> None:
    gate, there, every = asyncio.Semaphore(AT_ONCE), 0, list(lives(wanted))

    def connected() -> None:
        nonlocal there
        there += 1
        if there == len(every):
            print("all are connected", flush=True)

    await asyncio.gather(*(keep_up(netloc, life, gate, connected) for netloc, life in every))


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))

"""A load generator on bare sockets: one process feeds far more than two cores can answer."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True)
class Answer:
    status: int
    milliseconds: float
    size: int


@dataclass(frozen=True)
class Figures:
    answers: int
    rps: float
    p50_ms: float
    p95_ms: float
    errors: int


def get(host: str, path: str, cookies: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n".encode()


def post(host: str, path: str, cookies: str, token: str) -> bytes:
    head = f"Host: {host}\r\nCookie: {cookies}; csrftoken={token}\r\nX-CSRFToken: {token}\r\nConnection: close\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n"
    return f"POST {path} HTTP/1.1\r\n{head}{form}\r\n".encode()


async def ask(port: int, request: bytes) -> Answer:
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    body = await reader.read(-1)
    writer.close()
    return Answer(int(body[9:12] or 0), (time.perf_counter() - begun) * 1000, len(body))


async def _drive(port: int, requests: Iterator[bytes], connections: int, until: float) -> list[Answer]:
    answers: list[Answer] = []

    async def connection() -> None:
        for request in requests:
            if time.perf_counter() >= until:
                return
            try:
                answers.append(await ask(port, request))
            except OSError:
                answers.append(Answer(0, 0.0, 0))

    await asyncio.gather(*(connection() for _number in range(connections)))
    return answers


def drive(
    port: int, requests: Iterable[bytes], *, connections: int, seconds: float | None = None, good: int = 200
) -> Figures:
    """Send the requests over `connections` at once: all of them, or round and round for `seconds`."""
    source = cycle(list(requests)) if seconds else iter(list(requests))
    begun = time.perf_counter()
    answers = asyncio.run(_drive(port, source, connections, begun + (seconds or 3600)))
    passed = time.perf_counter() - begun
    times = sorted(a.milliseconds for a in answers)
    return Figures(
        answers=len(answers),
        rps=round(len(answers) / passed, 1),
        p50_ms=round(times[len(times) // 2], 1),
        p95_ms=round(times[int(len(times) * 0.95)], 1),
        errors=sum(a.status != good for a in answers),
    )

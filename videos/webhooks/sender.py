"""Posting to strangers: whatever their server does, it is over within seconds, and nothing but the Internet is reached.

A name is resolved once, what it leads to is checked, and the connection is made to that very address; the certificate
is checked against the name. Redirects are not followed, and proxies of the environment are not used.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpcore

from videos.webhooks.url_policy import NotAllowed, check, is_public

SECONDS = 5.0
_CONNECT_SECONDS = 2.0
_LONGEST_ANSWER = 64 * 1024
_GONE = 410

Resolve = Callable[[str, int], list[str]]

# A look-up cannot be interrupted. Here it keeps a thread and not the run, which asyncio's own pool would.
_RESOLVERS = ThreadPoolExecutor(max_workers=50, thread_name_prefix="resolve")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be posted, and where to."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it."""

    accepted: bool
    told: str
    gone: bool = False
    """The receiver wants nothing more at this address."""


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host, the best first. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("no name of a host") from error
    return [str(address[0]) for *_, address in found]


def send(
    letters: Sequence[Letter],
    *,
    private: bool = False,
    resolve: Resolve = look_up,
    tls: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
) -> list[Answer]:
    """Post all letters at the same time; their answers, in order, come after ``seconds`` at the latest.

    With ``private`` one's own network may be reached, too.
    """
    return asyncio.run(_send(letters, _Network(resolve, private), tls or httpcore.default_ssl_context(), seconds))


async def _send(letters: Iterable[Letter], network: "_Network", tls: ssl.SSLContext, seconds: float) -> list[Answer]:
    return await asyncio.gather(*(_answer(letter, network, tls, seconds) for letter in letters))


async def _answer(letter: Letter, network: "_Network", tls: ssl.SSLContext, seconds: float) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return _judge(await _post(letter, network, tls))
    except (TimeoutError, httpcore.TimeoutException):
        return Answer(False, f"no whole answer within {seconds:g} seconds")
    except (NotAllowed, _TooLong, httpcore.NetworkError, httpcore.ProtocolError) as error:
        return Answer(False, str(error) or type(error).__name__)


async def _post(letter: Letter, network: "_Network", tls: ssl.SSLContext) -> int:
    """The status of the answer, once all of it has come."""
    url = check(letter.url, private=network.private)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    async with (
        httpcore.AsyncConnectionPool(ssl_context=tls, network_backend=network) as pool,
        pool.stream("POST", target, headers=list(letter.headers.items()), content=letter.body) as response,
    ):
        length = 0
        async for part in response.aiter_stream():
            length += len(part)
            if length > _LONGEST_ANSWER:
                raise _TooLong(f"HTTP {response.status}, with an answer of more than {_LONGEST_ANSWER // 1024} kB")
        return int(response.status)


def _judge(status: int) -> Answer:
    redirect = ", and redirects are not followed" if 300 <= status < 400 else ""
    return Answer(200 <= status < 300, f"HTTP {status}{redirect}", gone=status == _GONE)


class _TooLong(Exception):
    """The answer does not end."""


class _Network(httpcore.AsyncNetworkBackend):
    """Connections to what ``resolve`` gives for a host, if all of it may be reached."""

    def __init__(self, resolve: Resolve, private: bool) -> None:
        self.private = private
        self._resolve = resolve
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in await self._allowed(host, port):
            try:
                return await self._sockets.connect_tcp(address, port, _CONNECT_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _allowed(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(_RESOLVERS, self._resolve, host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} has no address: {error.strerror or error}") from error
        if not self.private and not all(map(is_public, found)):
            raise NotAllowed(f"{host} leads to an address that is not on the Internet.")
        return found

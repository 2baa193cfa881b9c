"""Posts messages to servers that users name: within seconds, however the server behaves, and only on the Internet.

A host name is resolved once, its addresses are checked, and the connection is made to one of exactly these; the
certificate is checked against the name. Redirects are not followed, and proxies from the environment are not used.
"""

import asyncio
import logging
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import httpcore

from videos.webhooks.url_policy import NotAllowed, check, is_public

logger = logging.getLogger(__name__)

SECONDS = 5.0
_CONNECT_SECONDS = 2.0
_LONGEST_ANSWER = 64 * 1024
_GONE = 410

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Message:
    """The body and headers of a POST, the URL that receives it, and who named the URL."""

    url: str
    headers: dict[str, str]
    body: bytes
    owner: Hashable = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a POST. ``detail`` is one phrase for the log and the user."""

    accepted: bool
    detail: str
    gone: bool = False
    """The receiver wants no more messages at this URL."""


class _Resolvers:
    """Threads for DNS look-ups, which cannot be interrupted: one that hangs keeps its thread after its timeout.

    Each owner of URLs may keep a few threads. So names with a slow name server delay only the messages of their owner.
    """

    _EACH = 10
    _THREADS = 200

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(self._THREADS, thread_name_prefix="resolve")
        self._taken: Counter[Hashable] = Counter()
        self._lock = threading.Lock()

    def submit(self, owner: Hashable, resolve: Resolve, host: str, port: int) -> "Future[list[str]]":
        """Start a look-up. Raises OSError while the owner has too many."""
        with self._lock:
            if self._taken[owner] >= self._EACH:
                raise OSError("other names of this account are still being resolved")
            self._taken[owner] += 1
        found = self._pool.submit(resolve, host, port)
        found.add_done_callback(lambda _: self._release(owner))
        return found

    def _release(self, owner: Hashable) -> None:
        with self._lock:
            self._taken[owner] -= 1


_RESOLVERS = _Resolvers()


def resolve_host(host: str, port: int) -> list[str]:
    """The IP addresses of a host, the preferred one first. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("not a valid host name") from error
    return [str(address[0]) for *_, address in found]


def send(
    messages: Sequence[Message],
    *,
    private: bool = False,
    resolve: Resolve = resolve_host,
    tls: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
) -> list[Answer]:
    """Post all messages concurrently. Returns their answers, in order, after ``seconds`` at the latest.

    With ``private`` the service's own network may be reached as well. The failure of one message never affects another.
    """
    tls = tls or httpcore.default_ssl_context()
    return asyncio.run(
        _send([(message, _Network(resolve, private, message.owner)) for message in messages], tls, seconds)
    )


async def _send(messages: Iterable[tuple[Message, "_Network"]], tls: ssl.SSLContext, seconds: float) -> list[Answer]:
    posts = (_answer(message, network, tls, seconds) for message, network in messages)
    return [_settled(result) for result in await asyncio.gather(*posts, return_exceptions=True)]


def _settled(result: Answer | BaseException) -> Answer:
    if isinstance(result, Answer):
        return result
    if not isinstance(result, Exception):
        raise result
    logger.error("a webhook could not be sent", exc_info=result)
    return Answer(False, f"an unexpected error: {type(result).__name__}")


async def _answer(message: Message, network: "_Network", tls: ssl.SSLContext, seconds: float) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return _judge(await _post(message, network, tls))
    except (TimeoutError, httpcore.TimeoutException):
        return Answer(False, f"no complete answer within {seconds:g} seconds")
    # httpcore does not translate every error of a socket: those of TLS after the handshake are OSErrors.
    except (NotAllowed, _TooLong, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        return Answer(False, str(error) or type(error).__name__)


async def _post(message: Message, network: "_Network", tls: ssl.SSLContext) -> int:
    """The status of the answer, after all of it has arrived."""
    url = check(message.url, private=network.private)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    async with (
        httpcore.AsyncConnectionPool(ssl_context=tls, network_backend=network) as pool,
        pool.stream("POST", target, headers=list(message.headers.items()), content=message.body) as response,
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
    """The answer is too long."""


class _Network(httpcore.AsyncNetworkBackend):
    """Connects to the addresses that ``resolve`` returns for a host, if all of them are allowed."""

    def __init__(self, resolve: Resolve, private: bool, owner: Hashable) -> None:
        self.private = private
        self._resolve, self._owner = resolve, owner
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that accepts."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in await self._allowed(host, port):
            try:
                return await self._sockets.connect_tcp(address, port, _CONNECT_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.wrap_future(_RESOLVERS.submit(self._owner, self._resolve, host, port))
        except OSError as error:
            raise httpcore.ConnectError(f"{host} has no address: {error.strerror or error}") from error
        if not self.private and not all(map(is_public, found)):
            raise NotAllowed(f"{host} resolves to an address that is not on the Internet.")
        return found

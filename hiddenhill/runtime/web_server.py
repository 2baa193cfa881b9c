"""The web server: waitress, made safe to face slow and hostile clients without a proxy in front of it.

waitress reads requests and sends answers in its main loop; one of THREADS threads computes an answer once the whole
request is there. The classes here close what is open in waitress 3.0: docs/decisions.md says what was measured.
"""

import logging
import re
import signal
import socket
import sys
import time
from contextlib import suppress
from operator import attrgetter
from types import FrameType
from typing import Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask
from waitress.wasyncore import dispatcher

from hiddenhill.runtime.body_limit import longest_body
from hiddenhill.runtime.stopping import stopping

logger = logging.getLogger(__name__)

THREADS = 8
CONNECTIONS = 300
"""Open connections; beyond them the least active one makes room. Each takes up to three of the process's open files,
of which it usually has 1,024."""
IDLE_SECONDS = 30
"""Time without a byte in either direction after which a connection is closed."""
STOP_SECONDS = 15
"""Time for open requests to finish after SIGTERM. The supervisor kills the process after 20 seconds."""
_STALL_SECONDS = 5
_LINGER_SECONDS = 2
_TURN_BYTES = 256 * 1024
_HEAD_BYTES = 32 * 1024
"""Longest request line with headers, as nginx takes it by default."""
_BODY_BYTES_IN_MEMORY = 64 * 1024
"""The rest of a longer body goes to a temporary file, so that CONNECTIONS bodies take 20 MB."""


# The regular expressions of waitress take four minutes for 32 kB of digits in a request line, and eight seconds for as
# many spaces, all connections waiting. A line that continues the one before is obsolete (RFC 9112, 5.2).
_REQUEST_LINE = re.compile(rb"[^\s]+ [^ \r\n]+ HTTP/\d\.\d\r\n")
_SPACES = re.compile(rb"[ \t]{64}|\r\n[ \t]")


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request at a time, and no body that ``middleware.BodyLimit`` refuses."""

    chunked: bool
    content_length: int
    body_rcv: Any

    def received(self, data: bytes) -> int:
        """Take bytes from the client; returns how many.

        A second request that comes before the first one's answer is dropped, and the connection closed after that
        answer. Otherwise one packet could ask for a hundred files, all of them open at the same time.
        """
        taken = int(super().received(data))
        if not self.completed or self.empty or taken == len(data):
            return taken
        self.headers["CONNECTION"] = "close"
        return len(data)

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the headers. Raises ParsingError."""
        if not _REQUEST_LINE.match(header_plus) or _SPACES.search(header_plus):
            raise ParsingError("The head of the request is malformed")
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a length of more than 4,300 digits, or an address such as "http://["
            raise ParsingError("The head of the request is malformed") from error
        if self.chunked or self.content_length > longest_body(self.path):
            self._leave_body()
        if self.body_rcv is None:
            self.expect_continue = False  # waitress would wait for a body after "100 Continue"

    def _leave_body(self) -> None:
        """End the request with its headers, so that the application refuses it: with problem details, and at once."""
        if self.chunked:
            self.headers["TRANSFER_ENCODING"] = "chunked"  # waitress has removed it
        self.headers["CONNECTION"] = "close"
        self.body_rcv, self.content_length, self.chunked = None, 0, False


class Task(WSGITask):  # type: ignore[misc]
    """Answers HEAD without a body, which Django leaves to the server and waitress to the application."""

    chunked_response: bool

    def write(self, data: bytes) -> None:
        """Send a part of the answer, after its headers."""
        is_head = self.request.command == "HEAD"
        super().write(b"" if is_head else data)
        self.chunked_response = self.chunked_response and not is_head


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that shares the main loop with others, and is closed only when the client has the last answer.

    To close it while bytes of a refused body still come would reset it, and the client might lose the answer.
    """

    parser_class = Parser
    task_class = Task
    close_when_flushed: bool
    sendbuf_len: int
    lingers_until: float | None = None
    sendable = _TURN_BYTES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sendbuf_len = min(self.sendbuf_len, _TURN_BYTES)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the client takes, and _TURN_BYTES at most before the main loop looks after the others.

        waitress goes on for as long as the client keeps up, which a near one does for a whole file.
        """
        sent = int(super().send(data[: self.sendable], do_close))
        self.sendable -= sent
        return sent

    def readable(self) -> bool:
        """Whether the main loop should look for bytes from the client."""
        return self.lingers_until is not None or bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take bytes from the client; after the last answer they are dropped."""
        if self.lingers_until is None:
            return bool(super().received(data))
        if time.monotonic() > self.lingers_until:
            self.handle_close()
        return False

    def handle_write(self) -> None:
        """Send what the client takes; after the last answer wait for the client to close the connection."""
        self.sendable = _TURN_BYTES
        if not self.close_when_flushed:
            super().handle_write()
            return
        self.close_when_flushed = False  # no thread sets it again: there are no more requests
        super().handle_write()
        if self.connected and self.total_outbufs_len:
            self.close_when_flushed = True
        elif self.connected:
            self.lingers_until = time.monotonic() + _LINGER_SECONDS
            with suppress(OSError):  # the client has gone
                self.socket.shutdown(socket.SHUT_WR)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Makes room for new connections, closes stalled ones, and finishes open requests before it stops."""

    channel_class = Channel
    is_stopping = False

    def __init__(self, application: Any, listener: socket.socket) -> None:
        super().__init__(
            application,
            _sock=listener,
            bind_socket=False,
            threads=THREADS,
            connection_limit=CONNECTIONS + 50,  # for requests that wait for a thread
            max_request_header_size=_HEAD_BYTES,
            max_request_body_size=settings.PDF_UPLOAD_MAX_SIZE + 1,  # ``Parser`` knows what a path takes
            inbuf_overflow=_BODY_BYTES_IN_MEMORY,
            cleanup_interval=1,
            clear_untrusted_proxy_headers=False,  # Django's settings say which proxies to trust
            ident="hiddenhill",
            server_name=settings.HOST,
        )

    def handle_accept(self) -> None:
        """Take a new connection; if there are too many, in the place of the one that was inactive for longest.

        waitress would accept none until one of them closes, and a byte every minute keeps them open.
        """
        if len(self.active_channels) >= CONNECTIONS:
            inactive = [channel for channel in self.active_channels.values() if not channel.requests]
            if inactive:
                min(inactive, key=attrgetter("last_activity")).handle_close()
        super().handle_accept()

    def maintenance(self, now: float) -> None:
        """Close connections that were inactive for IDLE_SECONDS, unless a request is being answered.

        waitress only marks them, and closes a marked one when the client takes bytes again.
        """
        for channel in list(self.active_channels.values()):
            is_waiting = channel.total_outbufs_len or not channel.requests
            if is_waiting and channel.last_activity < now - IDLE_SECONDS:
                channel.handle_close()

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Signal handler: accept no more connections, and return from ``run`` when open requests are answered."""
        self.is_stopping = True
        stopping.set()
        self.pull_trigger()

    def run(self) -> None:
        """Serve until ``stop``; then for STOP_SECONDS at most."""
        while not self.is_stopping:
            self._turn()
        dispatcher.close(self)  # the listening socket alone
        deadline = time.monotonic() + STOP_SECONDS
        while self._is_busy() and time.monotonic() < deadline:
            self._turn()

    def _turn(self) -> None:
        # poll, because select raises an error for a connection that ``maintenance`` has just closed.
        self.asyncore.loop(self.adj.asyncore_loop_timeout, use_poll=True, map=self._map, count=1)

    def _is_busy(self) -> bool:
        """Whether a request is open; a client that takes nothing of its answer does not count."""
        taken = time.time() - _STALL_SECONDS
        return any(
            channel.requests or (channel.total_outbufs_len and channel.last_activity > taken)
            for channel in self.active_channels.values()
        )


def serve(application: Any) -> None:
    """Serve the WSGI application on LISTEN until SIGTERM or SIGINT. Exits with a message if that is not possible."""
    try:
        server = Server(application, listener())
    except OSError as error:
        sys.exit(f"Cannot listen on {settings.LISTEN}: {error.strerror}. Set another PORT or HOST.")
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, server.stop)
    logger.info("listening on http://%s", settings.LISTEN)
    server.run()


def listener() -> socket.socket:
    """A socket that listens on LISTEN, and shares it with the other WEB_CONCURRENCY processes. Raises OSError."""
    host, _, port = settings.LISTEN.rpartition(":")
    host = host.strip("[]")
    return socket.create_server(
        (host, int(port)),
        family=socket.AF_INET6 if ":" in host else socket.AF_INET,
        reuse_port=settings.WEB_CONCURRENCY > 1,
        dualstack_ipv6=host == "::",
    )

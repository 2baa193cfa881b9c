"""The web server's worker: a connection gets a thread only when its whole request has come.

gunicorn's own hands each connection to one of a few threads at once, which then waits for the request; and its main
loop waits for clients that do not close. Some tens of clients that send a byte a second, or nothing, held everybody up.
Here they wait in the main loop, where they cost no more than their bytes, and whoever has waited longest makes room.
"""

import re
import socket
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from selectors import EVENT_READ
from typing import Any

from django.conf import settings
from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

REQUEST_SECONDS = 60
"""In which a request has to have come."""
STALL_SECONDS = 30
"""In which a client has to take each block of an answer."""
_LINGER_SECONDS = 2
"""For a client that has its answer to close the connection."""
_MOST_HEAD = 64 * 1024
_MOST_WAITING = 64 * 1024 * 1024
"""Bytes of requests that are still coming."""
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n")


@dataclass(eq=False)
class Waiting:
    """A connection that has no thread: its request is still coming, or its answer has gone out."""

    conn: TConn
    until: float
    received: bytearray = field(default_factory=bytearray)
    is_answered: bool = False
    needed: int | None = None
    """Bytes of the whole request, once its head says so."""
    has_more: bool = False
    """Whether the body is one that ``middleware.BodyLimit`` refuses: nobody will read it."""

    def is_whole(self) -> bool:
        """Whether all has come that will be read."""
        if self.needed is None:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return len(self.received) > _MOST_HEAD
            head = bytes(self.received[: end + 2]).lower()
            length = _LENGTH.search(head)
            body = int(length[1][:13]) if length else 0
            self.has_more = body > settings.UPLOAD_MAX_SIZE or b"\r\ntransfer-encoding:" in head
            self.needed = end + 4 + (0 if self.has_more else body)
        return len(self.received) >= self.needed


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker, with all waiting for clients done in its main loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[Waiting, None] = {}  # in the order of their coming

    def enqueue_req(self, conn: TConn) -> None:
        """Wait for the request of a connection that is new, or has sent something again."""
        early = conn.parser.unreader.take_buffered() if conn.parser else b""
        self._wait(Waiting(conn, time.monotonic() + REQUEST_SECONDS, bytearray(early)))

    def finish_request(self, conn: TConn, future: "Future[Any]") -> None:
        """Keep the connection, or wait for the client to close it."""
        if future.cancelled() or future.exception() or future.result():
            super().finish_request(conn, future)
            return
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_WR)
        self._wait(Waiting(conn, time.monotonic() + _LINGER_SECONDS, is_answered=True))

    def handle_request(self, request: Any, conn: TConn) -> bool:
        """Answer, to a client that takes the answer; whoever has not sent the whole request is not heard again."""
        conn.sock.settimeout(STALL_SECONDS)
        try:
            return bool(super().handle_request(request, conn)) and not conn.has_more
        except TimeoutError:
            self.log.info("gave up a client that took nothing of its answer for %d s", STALL_SECONDS)
            return False

    def murder_pending(self) -> None:
        """Close what has waited for too long; gunicorn calls this every second."""
        super().murder_pending()
        now = time.monotonic() + (0 if self.alive else REQUEST_SECONDS - _LINGER_SECONDS)
        for each in [each for each in self.waiting if each.until < now]:
            self._drop(each)

    def _wait(self, each: Waiting) -> None:
        each.conn.sock.setblocking(False)
        self.waiting[each] = None
        self.poller.register(each.conn.sock, EVENT_READ, partial(self._receive, each))
        self._receive(each)

    def _receive(self, each: Waiting, _sock: socket.socket | None = None) -> None:
        if each not in self.waiting:  # it made room for another whose bytes came in the same moment
            return
        try:
            came = each.conn.sock.recv(64 * 1024)
        except BlockingIOError:
            came = None
        except OSError:
            came = b""
        if came == b"":
            self._drop(each)
            return
        if not each.is_answered:
            each.received += came or b""
            if each.is_whole():
                self._hand_over(each)
                return
        self._make_room()

    def _hand_over(self, each: Waiting) -> None:
        """Give the request to a thread."""
        self._forget(each)
        conn = each.conn
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
        conn.parser.unreader.unread(bytes(each.received))
        conn.initialized, conn.has_more = True, each.has_more
        super().enqueue_req(conn)

    def _make_room(self) -> None:
        """Let those go that have waited longest, while too many wait or too much of theirs is held."""
        held = sum(len(each.received) for each in self.waiting)
        while held > _MOST_WAITING or len(self.waiting) > self.worker_connections * 9 // 10:
            oldest = next(iter(self.waiting))
            held -= len(oldest.received)
            self._drop(oldest)

    def _forget(self, each: Waiting) -> None:
        del self.waiting[each]
        self.poller.unregister(each.conn.sock)

    def _drop(self, each: Waiting) -> None:
        self._forget(each)
        self.nr_conns -= 1
        each.conn.close()

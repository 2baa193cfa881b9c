"""The real web server, over real sockets, with clients that are slow, rude or both."""

import contextlib
import os
import selectors
import socket
import time
from collections.abc import Iterator

import psutil
import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn

from hiddenhill.tests.patience import eventually
from hiddenhill.web import Worker
from videos.tests.integration.instance import Instance

CONNECTIONS = 100
MANY = 60
"""Clients; the server has eight threads."""
LATE = 2.0
"""Seconds after which an honest client would wonder; without the slow ones it waits for some milliseconds."""

HOST = b"Host: 127.0.0.1\r\n"
LIVE = b"GET /api/health/live HTTP/1.1\r\n" + HOST
ASK = b"POST /api/videos/generate HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
UPLOAD = b"POST /api/logos HTTP/1.1\r\n" + HOST + b"Content-Type: multipart/form-data; boundary=x\r\n"

SLOW = {
    "say nothing": b"",
    "send their head byte by byte": LIVE,
    "send their body byte by byte": ASK + b"Content-Length: 5000\r\n\r\n{",
    "send a picture byte by byte": UPLOAD + b"Content-Length: 2000000\r\n\r\n-",
    "send a body in chunks": ASK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n",
    "announce too much": UPLOAD + b"Content-Length: 9000000\r\n\r\n-",
    "do not close": LIVE + b"Connection: close\r\n\r\n",
    "begin a second request": LIVE + b"\r\n" + LIVE,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Instance]:
    instance = Instance(tmp_path_factory.mktemp("web"), GUNICORN_CMD_ARGS=f"--worker-connections {CONNECTIONS}")
    instance.start("api")
    eventually(lambda: answers(instance))
    yield instance
    instance.close()


def answers(server: Instance) -> bool:
    with contextlib.suppress(OSError):
        return say(server, LIVE + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")
    return False


@contextlib.contextmanager
def connected(server: Instance) -> Iterator[socket.socket]:
    address = ("127.0.0.1", server.http.base_url.port)
    with socket.create_connection(address, timeout=10) as client:
        yield client


def say(server: Instance, *pieces: bytes) -> bytes:
    """What the server answers to these pieces, until it closes."""
    with connected(server) as client:
        for piece in pieces:
            client.sendall(piece)
            time.sleep(0.02)
        return b"".join(iter(lambda: client.recv(65536), b""))


@contextlib.contextmanager
def crowd(server: Instance, first: bytes, count: int) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connected(server)) for _ in range(count)]
        for client in clients:
            client.sendall(first)
        yield clients


@pytest.mark.parametrize("first", SLOW.values(), ids=SLOW.keys())
def test_nobody_waits_for_clients_that(server, first):
    with crowd(server, first, MANY) as clients:
        for _ in range(3):
            for client in clients:
                with contextlib.suppress(OSError):  # those that were refused
                    client.send(b"x" if first else b"")
            began = time.monotonic()
            assert answers(server)
            assert time.monotonic() - began < LATE


def test_of_too_many_that_wait_those_go_who_have_waited_longest(server):
    with crowd(server, b"GET", CONNECTIONS + 20) as clients:
        assert answers(server)
        with contextlib.suppress(ConnectionResetError):
            assert clients[0].recv(1) == b""
        clients[-1].setblocking(False)
        with pytest.raises(BlockingIOError):
            clients[-1].recv(1)


def test_a_request_may_come_in_pieces(server):
    body = b'{"pubmed_id": "nonsense"}'
    head = ASK + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    answer = say(server, head[:30], head[30:-2], head[-2:] + body[:7], body[7:])
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"pubmed_id" in answer


def test_several_requests_may_come_at_once_or_one_after_another(server):
    last = LIVE + b"Connection: close\r\n\r\n"
    assert say(server, LIVE + b"\r\n" + LIVE + b"\r\n" + last).count(b"HTTP/1.1 200") == 3
    assert say(server, LIVE + b"\r\n", LIVE + b"\r\n", last).count(b"HTTP/1.1 200") == 3


@pytest.mark.parametrize(
    ("request_head", "status", "told"),
    [
        (ASK + b"Content-Length: 100001\r\n\r\n" + b" " * 100_001, b"413", b"100000 bytes at most"),
        (UPLOAD + b"Content-Length: 99999999999999999999\r\n\r\n", b"413", b"2100000 bytes at most"),
        (ASK + b"Transfer-Encoding: chunked\r\n\r\n", b"411", b"with a Content-Length header"),
    ],
    ids=["too long JSON", "a far too long upload that has not come yet", "a body of unknown length"],
)
def test_a_body_that_is_not_taken_is_refused_at_once(server, request_head, status, told):
    with connected(server) as client:
        client.sendall(request_head)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert told in answer


@pytest.mark.parametrize(
    "nonsense",
    [
        LIVE + b"Idempotency-Key: a\nX-Injected: b\r\n\r\n",
        LIVE + b"Content-Length: -5\r\n\r\n",
        LIVE + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        ASK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        LIVE + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
        LIVE + b"".join(b"X-%d: a\r\n" % n for n in range(200)) + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
    ids=["bare LF", "negative", "two lengths", "two framings", "long line", "long field", "many fields", "TLS"],
)
def test_what_is_no_proper_request_is_refused(server, nonsense):
    assert say(server, nonsense)[9:12] in (b"400", b"411", b"414", b"431")
    assert answers(server)


def test_a_worker_stops_at_once_however_many_wait(server):
    (old,) = psutil.Process(server.processes[0].pid).children()
    with crowd(server, LIVE, MANY):
        old.terminate()
        old.wait(15)  # gunicorn's own would take the thirty seconds of its patience
    eventually(lambda: answers(server))


# --- The worker by itself


@pytest.fixture
def worker():
    config = Config()
    worker = Worker(1, os.getppid(), [], None, 30, config, Logger(config))
    with contextlib.closing(selectors.DefaultSelector()) as worker.poller:
        yield worker


def test_a_request_that_takes_a_minute_to_come_is_given_up(worker):
    ours, theirs = socket.socketpair()
    worker.nr_conns = 1
    worker.enqueue_req(TConn(worker.cfg, ours, ("127.0.0.1", 1), ("127.0.0.1", 2)))
    worker.murder_pending()
    (waiting,) = worker.waiting
    waiting.until -= 60
    worker.murder_pending()
    assert (worker.nr_conns, theirs.recv(1)) == (0, b"")

"""Measures what an honest client notices while hostile ones keep connections to the web server.

    python benchmarks/attack.py [--seconds 100] [--clients 8 100 900]

The server is the one that ``manage.py api`` starts, in a process of its own. Each attack keeps its number of
connections open: a client whose connection was closed comes back.
"""

import argparse
import contextlib
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

import psutil

from hiddenhill.tests.patience import eventually
from videos.tests.integration.instance import Instance

_LIVE = b"GET /api/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_POST = b"POST /api/videos/generate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"

ATTACKS = {
    "none": (b"", b""),
    "a head of 66 kB without an end": (_LIVE + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(66)), b""),
    "a length with leading zeros": (_POST + b"Content-Length: 000000000000005000\r\n\r\n{", b"x"),
    "a head byte by byte": (_LIVE + b"X-Slow: ", b"x"),
    "silence": (b"", b""),
}
"""What each connection sends first, and then every second."""

_THREADS = 8
_PAUSE = 0.05
"""Seconds between two honest requests."""


def main() -> None:
    """Print a table: the honest client's time of an answer, and the most memory that the web process took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=100)
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 100, 900])
    options = parser.parse_args()
    columns = ("attack", "connections", "requests", "median ms", "p95 ms", "worst ms", "memory MB")
    sys.stdout.write(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n")
    for name, (first, drop) in ATTACKS.items():
        for clients in options.clients if name != "none" else [0]:
            with _server() as (port, process), _attack(port, clients, first, drop):
                taken, memory = _honest(port, process, options.seconds)
            p95 = statistics.quantiles(taken, n=20)[-1]
            figures = " | ".join(f"{1000 * value:.0f}" for value in (statistics.median(taken), p95, max(taken)))
            sys.stdout.write(f"| {name} | {clients} | {len(taken)} | {figures} | {memory:.0f} |\n")
            sys.stdout.flush()


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, psutil.Process]]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        service = Instance(Path(scratch))
        try:
            process = service.start("api")
            port = service.http.base_url.port or 0
            eventually(lambda: _accepts(port))
            yield port, psutil.Process(process.pid)
        finally:
            service.close()


def _accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


@contextlib.contextmanager
def _attack(port: int, clients: int, first: bytes, drop: bytes) -> Iterator[None]:
    """Keep this many connections open while the block runs."""
    over = threading.Event()
    threads = [
        threading.Thread(target=_hold, args=(port, len(range(start, clients, _THREADS)), first, drop, over))
        for start in range(min(clients, _THREADS))
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _hold(port: int, count: int, first: bytes, drop: bytes, over: threading.Event) -> None:
    held: list[socket.socket] = []
    while not over.wait(1):
        held = [client for client in held if _goes_on(client, drop)]
        with contextlib.suppress(OSError):
            while len(held) < count:
                client = socket.create_connection(("127.0.0.1", port), timeout=5)
                held.append(client)
                client.sendall(first)
                client.setblocking(False)
    for client in held:
        client.close()


def _goes_on(client: socket.socket, drop: bytes) -> bool:
    """Send the next bytes. False, and closed, if the server has closed the connection or answered."""
    try:
        client.send(drop)
        client.recv(1)
    except BlockingIOError:
        return True
    except OSError:
        pass
    client.close()
    return False


def _honest(port: int, process: psutil.Process, seconds: float) -> tuple[list[float], float]:
    """The seconds of each honest request, and the most memory in MB that the process and its children took."""
    taken, memory = [], 0.0
    until = time.monotonic() + seconds
    time.sleep(2)
    while time.monotonic() < until:
        began = time.monotonic()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            client.sendall(_LIVE + b"Connection: close\r\n\r\n")
            while client.recv(65536):
                pass
        taken.append(time.monotonic() - began)
        family = [process, *process.children(recursive=True)]
        memory = max(memory, sum(one.memory_info().rss for one in family) / 1e6)
        time.sleep(_PAUSE)
    return taken, memory


if __name__ == "__main__":
    main()

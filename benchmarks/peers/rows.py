"""Fills the table of jobs."""

from django.db import connection


def fill(count: int, database: str) -> None:
    """Insert copies of a completed job, each a second older than the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM videos_job LIMIT 1")
        names = [column[0] for column in cursor.description]
        postgresql = database == "postgresql"
        fresh = {
            "id": "gen_random_uuid()" if postgresql else "lower(hex(randomblob(16)))",
            "folder": "'videos/' || n",
            "created_at": "now() - n * interval '1 second'" if postgresql else "datetime('now', -n || ' seconds')",
        }
        numbers = (
            "generate_series(1, %s) n"
            if postgresql
            else "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %s) SELECT n FROM s)"
        )
        columns = ", ".join(fresh.get(name, f'job."{name}"') for name in names)
        into = ", ".join(f'"{name}"' for name in names)
        source = "(SELECT * FROM videos_job WHERE status = 'completed' LIMIT 1) job"
        cursor.execute(f"INSERT INTO videos_job ({into}) SELECT {columns} FROM {source}, {numbers}", [count])

"""How the database reads what a query asks for."""

from django.db import connection


def plan_of(sql: str) -> str:
    """The database's plan of a query, as its steps in words."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return " ".join(row[-1] for row in cursor.fetchall())

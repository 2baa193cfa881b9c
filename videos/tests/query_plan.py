"""How the database reads what a query asks for."""

from django.db import connection


def plan_of(sql: str) -> str:
    """SQLite's plan of a query, as its steps in words."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " ".join(row[3] for row in cursor.fetchall())

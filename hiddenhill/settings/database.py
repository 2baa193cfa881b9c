"""The database, whose rows are the only source of truth about every job."""

from hiddenhill.settings.paths import VAR_DIR
from hiddenhill.settings.variables import Section, database_url, whole

_section = Section("Database")

_SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "hiddenhill.sqlite3")}

DATABASES = {
    "default": _section.setting(
        "DATABASE_URL",
        database_url,
        _SQLITE,
        "Database as a URL. Use PostgreSQL in production.",
        described="SQLite, in VAR_DIR",
        example="postgres://hiddenhill:secret@127.0.0.1:5432/hiddenhill",
        secret=True,
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = _section.setting(
    "CONN_MAX_AGE",
    whole(),
    60,
    "Seconds for which a process keeps a database connection open for the next request; 0 closes it after each.",
)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Web, worker and scheduler write at the same time: readers must not block the writer, and a second writer waits.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A server that accepts connections and never answers must not hold a request or a worker for ever.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

"""Where this instance keeps its own files. Relative paths start from the checkout."""

from hiddenhill.settings.variables import BASE_DIR as BASE_DIR
from hiddenhill.settings.variables import Section, text

_section = Section("Files")

_section.declare(
    "ENV_FILE",
    ".env",
    "File with further variables, instead of `.env`. Set it in the environment, which has priority over the file.",
    example="/etc/hiddenhill.env",
)
VAR_DIR = (
    BASE_DIR
    / _section.setting(
        "VAR_DIR",
        text,
        "var",
        "Folder for everything that this instance writes: SQLite database, secret key, private queue, work folders, "
        "render cache, videos.",
    )
).resolve()
WORK_DIR = VAR_DIR / "work"
PARTS_DIR = VAR_DIR / "parts"
LOG_DIR = VAR_DIR / "log"

# The documentation site: `make docs` writes it, as does the build of the image.
DOCS_DIR = BASE_DIR / "site"

ALIVE_FILE = _section.setting(
    "ALIVE_FILE",
    text,
    "",
    "File that workers and the housekeeper touch every few seconds while they work, for the health check of a "
    "container.",
    example="/run/hiddenhill/alive",
)

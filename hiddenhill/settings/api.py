"""The REST API, its description, and webhooks."""

from hiddenhill.settings.security import TRUSTED_PROXIES
from hiddenhill.settings.variables import Section, matching, switch, whole
from hiddenhill.version import VERSION
from videos.pipeline.options import Engine

_section = Section("API and webhooks")

# DRF parses a rate only when a request arrives, and would answer 500.
_RATE = matching(
    r"(\d+/(s|sec|second|m|min|minute|h|hour|d|day))?",
    "a number by second, minute, hour or day, such as 60/min, or empty for no limit",
    "rate",
)
_writes = _section.setting(
    "API_RATE_WRITES",
    _RATE,
    "60/min",
    "Requests that change or cost something, for each user or address; empty for no limit. "
    "Single-user mode has no limit.",
)
_uploads = _section.setting(
    "API_RATE_UPLOADS",
    _RATE,
    "100/day",
    "Logos that each user may upload; empty for no limit. Single-user mode has no limit.",
)
_previews = _section.setting(
    "API_RATE_PREVIEWS",
    _RATE,
    "600/min",
    "Pictures and sounds of storyboards for each user or address; empty for no limit. Single-user mode has no limit.",
)
_reads = _section.setting(
    "API_RATE_READS",
    _RATE,
    "",
    "All other requests to the API for each user or address.",
    described="no limit",
    example="600/min",
)
API_EVENT_STREAMS = _section.setting(
    "API_EVENT_STREAMS",
    whole(0, 6),
    2,
    "Event streams of jobs that one web process sends at a time. Each occupies one of its eight threads. Further "
    "clients poll.",
)
WEBHOOK_ALLOW_PRIVATE = _section.setting(
    "WEBHOOK_ALLOW_PRIVATE",
    switch,
    False,
    "Allow webhooks over plain HTTP and to private addresses. On a server that others use, it lets them send requests "
    "to everything that the server reaches.",
)

# Largest request body in bytes: a form or JSON, and an uploaded logo with its envelope.
DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
UPLOAD_MAX_SIZE = 2_100_000

# A PDF of 50 MB, and the studio's form around it, which may hold a logo as well.
PDF_UPLOAD_MAX_SIZE = 52_200_000
PDF_UPLOAD_PATHS = ("/", "/api/papers/upload")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hiddenhill.accounts.tokens.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["videos.api.permissions.SignedInOrSingleUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer", "videos.api.renderers.BrowsableApi"],
    "DEFAULT_PAGINATION_CLASS": "videos.api.pagination.Pages",
    "DEFAULT_PARSER_CLASSES": [
        "videos.api.parsers.Json",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "NUM_PROXIES": TRUSTED_PROXIES,
    "DEFAULT_SCHEMA_CLASS": "videos.api.openapi.Schema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "EXCEPTION_HANDLER": "videos.api.problems.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["videos.api.throttling.ReadThrottle", "videos.api.throttling.ChangeThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "reads": _reads or None,
        "writes": _writes or None,
        "uploads": _uploads or None,
        "previews": _previews or None,
    },
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Hidden Hill",
    "DESCRIPTION": (
        "Turns published medical papers into short narrated videos that can be traced to their source.\n\n"
        "Request a video, poll its job until it has ended, download the file. Errors are problem details (RFC 9457) "
        "with a `code` and a `remedy`; `/api/problems` explains each code. Every path works with and without a "
        "trailing slash. Examples in curl, Python and JavaScript are in [the documentation](/docs/reference/api.html)."
    ),
    "EXTERNAL_DOCS": {"url": "/docs/", "description": "Documentation of Hidden Hill"},
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.1",
    "SERVERS": [{"url": "/", "description": "This instance"}],
    "TAGS": [
        {"name": "videos", "description": "Request videos, follow their progress, and download them."},
        {"name": "kits", "description": "Keep a logo, a colour and other options for the videos to come."},
        {"name": "logos", "description": "Pictures to use as logos in videos."},
        {"name": "health", "description": "Whether the service runs and can work."},
        {"name": "about", "description": "Explanations of the API itself."},
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "videos.api.openapi.exemplify",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,  # what a PATCH needs is required
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "videos.models.Status",
        "PriorityEnum": "videos.models.Priority",
        "VisibilityEnum": "videos.models.Visibility",
        "Layout": "videos.api.serializers.scenes.LAYOUTS",
        "ProblemCode": "videos.api.problems.CODES",
        "FormatEnum": "videos.api.serializers.fields.FORMATS",
        "VoiceEnum": [(engine.value, engine.label) for engine in Engine],
    },
}

"""Every setting of Hidden Hill, each from the environment, with defaults for a laptop.

docs/reference/configuration.md lists the variables with their meaning. A value that cannot be used stops the process
at start.
"""

import os
import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import environ
from corsheaders.defaults import default_headers
from csp import constants as csp
from django.core.exceptions import ImproperlyConfigured

from hiddenhill.runtime import embedded_valkey, laptop
from hiddenhill.runtime.logging import log_config
from hiddenhill.version import VERSION

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / env.str("ENV_FILE", default=".env"))  # the tests have none

# --- Where this instance writes -------------------------------------------------------------------

# Relative paths are meant from the checkout, whichever folder a command is called from.
VAR_DIR = (BASE_DIR / env.str("VAR_DIR", default="var")).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
WORK_DIR = VAR_DIR / "work"
PARTS_DIR = VAR_DIR / "parts"
LOG_DIR = VAR_DIR / "log"
# A file that a worker and the scheduler touch while they are well, for the health check of a container.
ALIVE_FILE = env.str("ALIVE_FILE", default="")

# --- Who may reach it -----------------------------------------------------------------------------

HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
# Where the web server listens. In a container that is not where people reach it.
LISTEN = env.str("LISTEN", default="") or (f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}")
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=1)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

API_ALLOW_ANONYMOUS = env.bool("API_ALLOW_ANONYMOUS", default=False)
# How many proxies that add to X-Forwarded-For stand before this instance. Of more entries than these, anybody could
# have written the rest.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# Whether people reach this instance by https, through a proxy that sets X-Forwarded-Proto. Wherever others can reach
# it, that is taken for granted: cookies and pages are then kept off plain http.
HTTPS = env.bool("HTTPS", default=not laptop.is_loopback(HOST))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^api/health", r"^metrics$"]  # load balancers and Prometheus ask from near by
X_FRAME_OPTIONS = "DENY"

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "studio"
LOGOUT_REDIRECT_URL = "studio"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# After so many failures a user name is locked, for the address that guessed, for so many minutes. For the address
# only: otherwise anybody could lock out anybody.
AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURES", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SIGN_IN_LOCK_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "hiddenhill.accounts.locks.client_address"
AXES_LOCKOUT_CALLABLE = "hiddenhill.accounts.locks.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False  # nothing at start

# The tokens of programs. One is told once and kept as a hash; its prefix lets people and scanners for secrets know it.
KNOX_TOKEN_MODEL = "accounts.Token"  # noqa: S105
TOKEN_DAYS = env.int("TOKEN_DAYS", default=90)  # 0: they never expire
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_PREFIX": "hh_",
    "TOKEN_TTL": timedelta(days=TOKEN_DAYS) if TOKEN_DAYS else None,
    "TOKEN_LIMIT_PER_USER": 20,
    "AUTO_REFRESH": False,
}

# Pages of other sites may use the API from within a browser if they are listed, and then with a token: never with the
# cookies of whoever looks at them.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api(/|$)"
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-none-match", "range"]
CORS_EXPOSE_HEADERS = ["accept-ranges", "content-disposition", "content-range", "etag", "location", "retry-after"]

# Nothing but what this instance serves itself is loaded, run or embedded by its pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF, "data:"],
        "media-src": [csp.SELF],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}

# --- Database: the rows are the truth about every job ---------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hiddenhill.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Web, worker and scheduler write at the same time: readers must not block the writer, and a writer waits.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A server that accepts and says nothing must not hold a request, nor a worker, for ever.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without a configured database this is one person's machine: a key is made once and kept.
SECRET_KEY = env.str("SECRET_KEY", default="") or (
    laptop.kept_secret(VAR_DIR / "secret_key") if "DATABASE_URL" not in env.ENVIRON else env.str("SECRET_KEY")
)

# --- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "corsheaders",
    "csp",
    "axes",
    "knox",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_results",
    "django_celery_beat",
    "hiddenhill.accounts",
    "videos",
    "health",
]

MIDDLEWARE = [
    "hiddenhill.middleware.RequestLog",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hiddenhill.middleware.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "hiddenhill.middleware.OptionalTrailingSlash",
    "hiddenhill.middleware.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "hiddenhill.urls"
# The API's addresses are included with their slash, so that its root works without one.
SILENCED_SYSTEM_CHECKS = [
    "urls.W002",
    # HSTS for all subdomains, and in the lists that browsers ship: whether every host of the domain speaks https is
    # not this instance's to promise.
    "security.W005",
    "security.W021",
]
WSGI_APPLICATION = "hiddenhill.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "hiddenhill" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hiddenhill.context_processors.mode",
            ]
        },
    }
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# --- Files: static ones come from the packages, videos go to the default storage ------------------

# Where `manage.py collectstatic` has put the static files, compressed and named for their content, so that browsers
# keep them for ever: the Docker image has them. Without it they are served from the packages, as on a laptop.
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "hiddenhill" / "static"]
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
STORAGES = {
    "default": {"BACKEND": "videos.storage.backends.Disk"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = BASE_DIR / env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))


def _origins(bucket: str, endpoint: str | None, region: str | None) -> list[str]:
    """Where pages may play from: the bucket as a path of its endpoint, or as a host below it."""
    endpoints = (
        [endpoint] if endpoint else [f"https://s3.{region or 'us-east-1'}.amazonaws.com", "https://s3.amazonaws.com"]
    )
    found = [urlsplit(url) for url in endpoints]
    return [f"{url.scheme}://{host}{url.netloc}" for url in found for host in ("", f"{bucket}.")]


# A bucket of S3, or of what speaks its protocol, in the place of MEDIA_ROOT. The keys are looked for where boto3 looks:
# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of the machine. Objects are as private as their bucket.
AWS_STORAGE_BUCKET_NAME = env.str("AWS_STORAGE_BUCKET_NAME", default="")
AWS_S3_ENDPOINT_URL = env.str("AWS_S3_ENDPOINT_URL", default="") or None
AWS_S3_REGION_NAME = env.str("AWS_S3_REGION_NAME", default="") or None
AWS_S3_ADDRESSING_STYLE = env.str("AWS_S3_ADDRESSING_STYLE", default="auto")
AWS_LOCATION = env.str("AWS_LOCATION", default="")
AWS_DEFAULT_ACL = env.str("AWS_DEFAULT_ACL", default="") or None
AWS_S3_OBJECT_PARAMETERS = {"CacheControl": "private, no-cache"}
# Seconds without an answer, for each of two tries.
S3_TIMEOUT = env.float("S3_TIMEOUT", default=10.0)
# Browsers fetch videos from the bucket, at addresses that are good for so many seconds: one that is paused for longer
# cannot be sought in. False where they cannot reach it; the web server then passes videos on.
S3_PRESIGNED = env.bool("S3_PRESIGNED", default=True) and bool(AWS_STORAGE_BUCKET_NAME)
S3_PRESIGNED_SECONDS = env.int("S3_PRESIGNED_SECONDS", default=3600)
# Where nginx has MEDIA_ROOT as an internal location, such as /protected/: it sends the files then.
X_ACCEL_REDIRECT = env.str("X_ACCEL_REDIRECT", default="")
if AWS_STORAGE_BUCKET_NAME:
    STORAGES["default"] = {"BACKEND": "videos.storage.s3.Bucket"}
    if X_ACCEL_REDIRECT:
        raise ImproperlyConfigured("X_ACCEL_REDIRECT needs the files on a disk: unset it, or AWS_STORAGE_BUCKET_NAME.")
if X_ACCEL_REDIRECT and not re.fullmatch(r"/.*/", X_ACCEL_REDIRECT):
    raise ImproperlyConfigured(f"X_ACCEL_REDIRECT is {X_ACCEL_REDIRECT!r}: write it as /protected/, with both slashes.")
if S3_PRESIGNED:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"] += _origins(
        AWS_STORAGE_BUCKET_NAME, AWS_S3_ENDPOINT_URL, AWS_S3_REGION_NAME
    )

# Bytes that a request may send: a form or JSON, and a picture with what surrounds it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
UPLOAD_MAX_SIZE = 2_100_000

# --- Queue ----------------------------------------------------------------------------------------

PRIVATE_SERVER_DIR = VAR_DIR / "valkey"
REDIS_URL = env.str("REDIS_URL", default="") or embedded_valkey.url(PRIVATE_SERVER_DIR)
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or REDIS_URL
PRIVATE_BROKER = embedded_valkey.url(PRIVATE_SERVER_DIR) == CELERY_BROKER_URL
CELERY_RESULT_BACKEND = env.str("CELERY_RESULT_BACKEND", default="django-db")
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_DEFAULT_QUEUE", default="hidden-hill")
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)
CELERY_TASK_STORE_EAGER_RESULT = True
# Housekeeping must not wait behind a long queue of videos: it has a queue and a worker process of its own.
HOUSEKEEPING_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-housekeeping"
CELERY_TASK_ROUTES = {
    name: {"queue": HOUSEKEEPING_QUEUE} for name in ("videos.prune", "accounts.tidy", "celery.backend_cleanup")
}
WORKERS = env.int("WORKERS", default=1)

CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_EXTENDED = True
CELERY_TASK_TRACK_STARTED = True
CELERY_TIMEZONE = TIME_ZONE

# A publisher must know within two seconds that the queue is away, whether it refuses or hangs. Kombu retries in two
# places, each with its own policy; the socket time-out is lengthened for workers in hiddenhill/celery.py.
_PUBLISH_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_TASK_PUBLISH_RETRY_POLICY = _PUBLISH_POLICY
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **_PUBLISH_POLICY,
    "socket_timeout": 0.4,
    "socket_connect_timeout": 0.4,
    # What a worker that died whole had taken is delivered again after so long. By then recovery has long published
    # it anew, and the claim makes the old message harmless; while a longer job runs, too.
    "visibility_timeout": 4 * 3600,
    "queue_order_strategy": "priority",
    "priority_steps": [0, 3, 6, 9],
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None

# One job at a time a process, acknowledged when it has ended. What a killed process was at work on is acknowledged,
# too: recovery brings the job back, and counts how often.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_RETRY_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = 1
# True would throw a running job away when Redis restarts.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# Flower and `celery events` see tasks by the events of the workers; one more for each request would double its cost.
CELERY_WORKER_SEND_TASK_EVENTS = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
DJANGO_CELERY_BEAT_TZ_AWARE = True

# --- Jobs -----------------------------------------------------------------------------------------

# A claim holds for this long after the last sign of life, one of which is given every second.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=15)
RECOVER_EVERY_SECONDS = env.int("RECOVER_EVERY_SECONDS", default=5)
# A job is given up when it has lost its worker, or filled the disk, this often.
JOB_ATTEMPTS = env.int("JOB_ATTEMPTS", default=3)
# Work that stands still, or goes on, for longer is ended, and the job fails.
JOB_SILENCE_SECONDS = env.int("JOB_SILENCE_SECONDS", default=60)
JOB_STAGE_SECONDS = env.int("JOB_STAGE_SECONDS", default=600)
JOB_ATTEMPT_SECONDS = env.int("JOB_ATTEMPT_SECONDS", default=1800)
# A job that no worker has taken for so long fails; 0: it waits for ever.
JOB_WAIT_SECONDS = env.int("JOB_WAIT_SECONDS", default=0)
# How long a worker outlasts a database that is away.
JOB_PATIENCE_SECONDS = env.int("JOB_PATIENCE_SECONDS", default=300)
# No video is begun with less space than this; what was refused is tried again, at first after JOB_POSTPONE_SECONDS.
MIN_FREE_MB = env.int("MIN_FREE_MB", default=500)
JOB_POSTPONE_SECONDS = env.int("JOB_POSTPONE_SECONDS", default=30)
# Spoken sentences and scenes that are kept on each machine for later videos; what was not used for longest goes first.
# 0 keeps none.
PARTS_MB = env.int("PARTS_MB", default=1000)
ENCODE_ALL_FRAMES = env.bool("ENCODE_ALL_FRAMES", default=False)
# Finished jobs and their files are pruned after so many days; 0 keeps them.
JOB_KEEP_DAYS = env.int("JOB_KEEP_DAYS", default=0)
# A file of lines "written = spoken", for names that the voice would get wrong; # starts a comment.
LEXICON = env.str("LEXICON", default="")
# A language model that may choose sentences, at any endpoint that speaks OpenAI's protocol. Without LLM_MODEL there is
# none, and the rules choose.
LLM_BASE_URL = env.str("LLM_BASE_URL", default="")
LLM_MODEL = env.str("LLM_MODEL", default="")
LLM_API_KEY = env.str("LLM_API_KEY", default="")
LLM_TIMEOUT = env.float("LLM_TIMEOUT", default=25.0)  # seconds, for each of two tries
LLM_TOKENS = env.int("LLM_TOKENS", default=2000)  # of an answer
# What videos have of the service's own, unless a request says otherwise: a colour as "#0b6e6e", the path of a picture,
# and what viewers are asked to do at the end.
THEME_ACCENT = env.str("THEME_ACCENT", default="")
THEME_LOGO = env.str("THEME_LOGO", default="")
THEME_CALL_TO_ACTION = env.str("THEME_CALL_TO_ACTION", default="")
# A finished video of the same paper, made the same way, is used again for so many days: later, its record is asked
# for anew, since the paper may have been corrected or retracted. 0 makes every video anew.
JOB_REUSE_DAYS = env.int("JOB_REUSE_DAYS", default=7)
# Unfinished jobs that a user may have; 0 sets no limit. A machine's single user has none.
JOBS_PER_USER = env.int("JOBS_PER_USER", default=100)
# Videos that each worker process begins at most, as "10/m"; empty for no limit.
GENERATE_RATE_LIMIT = env.str("GENERATE_RATE_LIMIT", default="")

# Recovery and webhook delivery need no broker: they run in a loop of the housekeeper (videos/tasks.py).
CELERY_BEAT_SCHEDULE = {
    "prune": {"task": "videos.prune", "schedule": 3600},
    "tidy": {"task": "accounts.tidy", "schedule": 3600},
}

SPEECH_ENGINE = env.str("SPEECH_ENGINE", default="piper")
# What runs Piper's network would keep an id of the device for its telemetry, unless it is told so before it is loaded.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
NCBI_EUTILS_URL = env.str("NCBI_EUTILS_URL", default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils/")
NCBI_IDCONV_URL = env.str("NCBI_IDCONV_URL", default="https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/")
NCBI_API_KEY = env.str("NCBI_API_KEY", default="")
NCBI_EMAIL = env.str("NCBI_EMAIL", default="")
NCBI_TOOL = env.str("NCBI_TOOL", default="hiddenhill")

# --- Webhooks: whoever asked for a video is told of its end -----------------------------------------

# Where people reach this instance: what it sends tells addresses that start so.
SITE_URL = env.str("SITE_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
if not re.fullmatch(r"https?://[^/?#@\s]+", SITE_URL):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}: write it as https://videos.example.org, without a path.")
# Webhooks may lie in the own network and be plain http: for a machine of one's own. On a server that others use, it
# lets them send requests to whatever that server reaches.
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", default=False)

# --- API ------------------------------------------------------------------------------------------


def _rate(name: str, default: str = "") -> str | None:
    """A limit that DRF understands; it would look at the text only when a request comes, and answer 500."""
    rate = env.str(name, default=default)
    if rate and not re.fullmatch(r"\d+/(s|sec|second|m|min|minute|h|hour|d|day)", rate):
        raise ImproperlyConfigured(f'{name} is {rate!r}: write it as "60/min", by second, minute, hour or day.')
    return rate or None


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
    "DEFAULT_THROTTLE_CLASSES": ["videos.api.throttling.ReadThrottle"],
    # As "60/min", for each user or address; empty for no limit.
    "DEFAULT_THROTTLE_RATES": {
        "reads": _rate("API_RATE_READS"),
        "writes": _rate("API_RATE_WRITES", default="60/min"),
    },
}
# In the broker's server.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": [CELERY_BROKER_URL],
        "KEY_PREFIX": "hidden-hill",
        "OPTIONS": {"pool_class": "videos.api.throttling.BrokerPool"},
    }
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hidden Hill",
    "DESCRIPTION": (
        "Published medical papers, told as short narrated videos that can be traced to their source.\n\n"
        "Ask for a video, look at its job until that has ended, fetch the file. Every error is problem details "
        "(RFC 9457) with a `code` and a `remedy`; `/api/problems` explains each. Every path works with and without a "
        "trailing slash. Examples in curl, Python and JavaScript are in docs/reference/api.md."
    ),
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.1",
    "SERVERS": [{"url": "/", "description": "This instance"}],
    "TAGS": [
        {"name": "videos", "description": "Ask for videos, watch them being made, and fetch them."},
        {"name": "logos", "description": "Pictures that videos can have as their logos."},
        {"name": "health", "description": "Whether the service is alive, and how it is doing."},
        {"name": "about", "description": "What explains the API."},
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "videos.api.openapi.exemplify",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "videos.models.Status",
        "PriorityEnum": "videos.models.Priority",
        "ProblemCode": "videos.api.problems.CODES",
    },
}

# --- Logs -----------------------------------------------------------------------------------------

LOGGING = log_config(env.str("LOG_LEVEL", default="INFO"), env.str("LOG_FORMAT", default="console"))

# --- What goes on, told to other programs ---------------------------------------------------------

# What Prometheus sends to /metrics as a Bearer token. Without one only staff may look, or whoever uses a machine alone.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
PROMETHEUS_LATENCY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))

SENTRY_DSN = env.str("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")
SENTRY_TRACES_SAMPLE_RATE = env.float("SENTRY_TRACES_SAMPLE_RATE", default=0.0)
if SENTRY_DSN:
    _release = f"hidden-hill@{VERSION}+{import_module('videos.pipeline.cache.versions').pipeline_version()}"
    import_module("hiddenhill.runtime.sentry").start(
        SENTRY_DSN, SENTRY_ENVIRONMENT, _release, SENTRY_TRACES_SAMPLE_RATE
    )

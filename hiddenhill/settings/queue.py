"""The queue: Celery, its broker, and the cache in the broker's server."""

from hiddenhill.runtime import embedded_valkey
from hiddenhill.settings.applications import TIME_ZONE
from hiddenhill.settings.paths import VAR_DIR
from hiddenhill.settings.variables import Section, matching, switch, text, whole

_section = Section("Queue and workers")

PRIVATE_SERVER_DIR = VAR_DIR / "valkey"
REDIS_URL = _section.setting(
    "REDIS_URL",
    text,
    "",
    "URL of the Redis or Valkey server.",
    described="a private Valkey, started by `manage.py up` and `generate --wait`",
    example="redis://127.0.0.1:6379/0",
    secret=True,
) or embedded_valkey.url(PRIVATE_SERVER_DIR)
CELERY_BROKER_URL = (
    _section.setting(
        "CELERY_BROKER_URL",
        text,
        "",
        "URL of the broker, if it is another server than REDIS_URL.",
        described="`REDIS_URL`",
        secret=True,
    )
    or REDIS_URL
)
PRIVATE_BROKER = embedded_valkey.url(PRIVATE_SERVER_DIR) == CELERY_BROKER_URL
CELERY_RESULT_BACKEND = _section.setting(
    "CELERY_RESULT_BACKEND",
    text,
    "django-db",
    "Where Celery keeps the results of its tasks. The admin shows those in the database.",
)
CELERY_TASK_DEFAULT_QUEUE = _section.setting(
    "CELERY_DEFAULT_QUEUE",
    text,
    "hidden-hill",
    "Name of the queue. The queues of housekeeping and of previews have its name with a suffix.",
)
CELERY_TASK_ALWAYS_EAGER = _section.setting(
    "CELERY_TASK_ALWAYS_EAGER", switch, False, "Run tasks within the request, without a queue. For tests only."
)
CELERY_TASK_STORE_EAGER_RESULT = True
# Housekeeping must not wait behind a long queue of videos: it has its own queue and its own worker process.
HOUSEKEEPING_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-housekeeping"
CELERY_TASK_ROUTES = {
    name: {"queue": HOUSEKEEPING_QUEUE}
    for name in ("videos.prune", "videos.check_notices", "accounts.*", "celery.backend_cleanup")
}
# A person who edits a storyboard waits for its pictures, and must not wait for the video of another.
PREVIEW_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-previews"
CELERY_TASK_ROUTES["videos.preview"] = {"queue": PREVIEW_QUEUE}
WORKERS = _section.setting("WORKERS", whole(), 1, "Number of worker processes that `manage.py up` starts.")
GENERATE_RATE_LIMIT = _section.setting(
    "GENERATE_RATE_LIMIT",
    matching(r"(\d+(\.\d+)?(/[smh])?)?", "a number of videos by s, m or h, such as 10/m, or empty", "rate"),
    "",
    "Most videos that one worker process begins in a time, such as `10/m`.",
    described="no limit",
    example="10/m",
)

CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_EXTENDED = True
CELERY_TASK_TRACK_STARTED = True
CELERY_TIMEZONE = TIME_ZONE

# A publisher must learn within two seconds that the queue is unavailable, whether it refuses or hangs. Kombu retries in
# two places, each with its own policy. hiddenhill/celery.py lengthens the socket timeouts for workers.
_PUBLISH_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_TASK_PUBLISH_RETRY_POLICY = _PUBLISH_POLICY
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **_PUBLISH_POLICY,
    "socket_timeout": 0.4,
    "socket_connect_timeout": 0.4,
    # After this time, the messages that a dead worker had taken are delivered again. By then, recovery has long
    # published their jobs again; claims make the old messages harmless, also while a longer job runs.
    "visibility_timeout": 4 * 3600,
    "queue_order_strategy": "priority",
    "priority_steps": [0, 3, 6, 9],
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None

# Each process takes one message at a time and acknowledges it when the work has ended. The message of a killed process
# is acknowledged, too: recovery queues the job again, and counts how often.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_RETRY_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = 1
# A previewer loads its engines before it says that it has started, which takes long on a busy machine.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60
# True would discard a running job when Redis restarts.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# Flower and `celery events` see tasks by the events of the workers. An event for each request would double its cost.
CELERY_WORKER_SEND_TASK_EVENTS = True

# Recovery and webhook delivery need no broker: they run in a loop of the housekeeper (videos/tasks.py).
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "prune": {"task": "videos.prune", "schedule": 3600},
    "check_notices": {"task": "videos.check_notices", "schedule": 3600},
    "tidy": {"task": "accounts.tidy", "schedule": 3600},
}
DJANGO_CELERY_BEAT_TZ_AWARE = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": [CELERY_BROKER_URL],
        "KEY_PREFIX": "hidden-hill",
        "VERSION": 2,  # version 1 was pickled
        "OPTIONS": {
            "pool_class": "videos.api.throttling.BrokerPool",
            "serializer": "hiddenhill.runtime.redis_client.Json",
        },
    }
}

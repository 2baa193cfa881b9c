"""Files: static ones come from the packages, artefacts go to the default storage, a disk or an S3 bucket."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from hiddenhill.settings.paths import BASE_DIR, VAR_DIR
from hiddenhill.settings.security import CONTENT_SECURITY_POLICY
from hiddenhill.settings.variables import Section, matching, number, one_of, switch, text, whole

_section = Section("Storage")

MEDIA_ROOT = BASE_DIR / _section.setting(
    "MEDIA_ROOT",
    text,
    str(VAR_DIR / "media"),
    "Folder for the finished videos.",
    described="`VAR_DIR/media`",
    example="/srv/hiddenhill/media",
)
X_ACCEL_REDIRECT = _section.setting(
    "X_ACCEL_REDIRECT",
    matching(r"(/.*/)?", "a path that starts and ends with a slash, such as /protected/"),
    "",
    "Internal location of nginx that maps to MEDIA_ROOT. nginx then sends the files.",
    example="/protected/",
)

# --- Static files. From STATIC_ROOT they are served compressed, under names that browsers cache for ever.

STATIC_ROOT = (
    _section.setting(
        "STATIC_ROOT",
        text,
        "",
        "Folder in which `manage.py collectstatic` has put the static files, as in the image. Without it they are "
        "served from the packages.",
        example="/app/static",
    )
    or None
)
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "hiddenhill" / "static"]
WHITENOISE_USE_FINDERS = STATIC_ROOT is None

# --- S3, or a server with its protocol. boto3 itself finds the keys. Objects are as private as their bucket.

AWS_STORAGE_BUCKET_NAME = _section.setting(
    "AWS_STORAGE_BUCKET_NAME", text, "", "S3 bucket to use instead of MEDIA_ROOT.", example="films"
)
AWS_S3_ENDPOINT_URL = (
    _section.setting(
        "AWS_S3_ENDPOINT_URL",
        text,
        "",
        "URL of another server with the protocol of S3.",
        described="Amazon's",
        example="https://s3.example.org",
    )
    or None
)
AWS_S3_REGION_NAME = (
    _section.setting("AWS_S3_REGION_NAME", text, "", "Region of the bucket.", example="eu-central-1") or None
)
_section.declare(
    "AWS_ACCESS_KEY_ID",
    "",
    "Id of the key for the bucket. boto3 reads it.",
    described="the machine's role",
    secret=True,
)
_section.declare(
    "AWS_SECRET_ACCESS_KEY", "", "Key for the bucket. boto3 reads it.", described="the machine's role", secret=True
)
AWS_S3_ADDRESSING_STYLE = _section.setting(
    "AWS_S3_ADDRESSING_STYLE",
    one_of("auto", "path", "virtual"),
    "auto",
    "Whether the bucket is part of the path or of the host name: `auto`, `path` or `virtual`.",
)
AWS_LOCATION = _section.setting("AWS_LOCATION", text, "", "Folder within the bucket.", example="hiddenhill")
AWS_DEFAULT_ACL = (
    _section.setting("AWS_DEFAULT_ACL", text, "", "Access control list of each object.", example="private") or None
)
AWS_S3_OBJECT_PARAMETERS = {"CacheControl": "private, no-cache"}
S3_TIMEOUT = _section.setting("S3_TIMEOUT", number(), 10.0, "Seconds to wait for the bucket. A request is tried twice.")
_presigned = _section.setting(
    "S3_PRESIGNED",
    switch,
    True,
    "Browsers fetch videos from the bucket, by presigned URLs. Set false where they cannot reach it: the web process "
    "then passes videos on.",
)
S3_PRESIGNED = _presigned and bool(AWS_STORAGE_BUCKET_NAME)
S3_PRESIGNED_SECONDS = _section.setting(
    "S3_PRESIGNED_SECONDS",
    whole(),
    3600,
    "Seconds for which a presigned URL is valid. A video that was paused for longer cannot seek.",
)

STORAGES = {
    "default": {"BACKEND": "videos.storage.s3.Bucket" if AWS_STORAGE_BUCKET_NAME else "videos.storage.backends.Disk"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if AWS_STORAGE_BUCKET_NAME and X_ACCEL_REDIRECT:
    raise ImproperlyConfigured("X_ACCEL_REDIRECT needs the files on a disk: unset it, or AWS_STORAGE_BUCKET_NAME.")


def bucket_origins(bucket: str, endpoint: str | None, region: str | None) -> list[str]:
    """Origins from which pages may play: the bucket as a path of its endpoint, or as a host below it."""
    endpoints = (
        [endpoint] if endpoint else [f"https://s3.{region or 'us-east-1'}.amazonaws.com", "https://s3.amazonaws.com"]
    )
    found = [urlsplit(url) for url in endpoints]
    return [f"{url.scheme}://{host}{url.netloc}" for url in found for host in ("", f"{bucket}.")]


if S3_PRESIGNED:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"] += bucket_origins(
        AWS_STORAGE_BUCKET_NAME, AWS_S3_ENDPOINT_URL, AWS_S3_REGION_NAME
    )

"""The storage in a bucket of S3, or of a server that speaks its protocol."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError, IncompleteReadError
from django.conf import settings
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from videos.storage.backends import BLOCK, StorageUnreachable

TRIES = 2
_CONNECT_SECONDS = 5
_LATER = {"SlowDown", "RequestTimeout", "Throttling", "ThrottlingException", "RequestLimitExceeded"}
_WHOLE_BELOW = 100_000_000
"""Bytes below which a file is sent in one request: unlike a multipart upload, one that breaks off leaves nothing."""


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Turn S3 errors into OSErrors, so that callers need not know which storage they use."""
    try:
        yield
    except ClientError as error:
        raise _as_os_error(error) from error
    except (ConnectionError, HTTPClientError, IncompleteReadError) as error:
        raise StorageUnreachable(f"The bucket cannot be reached: {error}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(f"The bucket cannot be used: {error}") from error


def _as_os_error(error: ClientError) -> OSError:
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    code = error.response["Error"]["Code"]
    if status >= 500 or status == 429 or code in _LATER:
        return StorageUnreachable(f"The bucket cannot be used at the moment: {error}")
    if status == 404 and code != "NoSuchBucket":
        return FileNotFoundError(str(error))
    return OSError(f"The bucket refused the request: {error}")


class Bucket(S3Storage):  # type: ignore[misc]
    """Files in the bucket AWS_STORAGE_BUCKET_NAME.

    Every wait is limited by S3_TIMEOUT, and every request is tried at most TRIES times.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        os.register_at_fork(after_in_child=self._forget_connections)

    def get_default_settings(self) -> dict[str, Any]:
        """The settings of django-storages, with timeouts."""
        defaults = super().get_default_settings()
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": defaults["addressing_style"]},
            connect_timeout=min(settings.S3_TIMEOUT, _CONNECT_SECONDS),
            read_timeout=settings.S3_TIMEOUT,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        )
        # Without threads: uploads report progress, which is a job's heartbeat and must come from its own thread.
        transfer = TransferConfig(use_threads=False, multipart_threshold=_WHOLE_BELOW)
        return {**defaults, "client_config": config, "transfer_config": transfer}

    _save = _as_os_errors()(S3Storage._save)
    delete = _as_os_errors()(S3Storage.delete)
    exists = _as_os_errors()(S3Storage.exists)
    listdir = _as_os_errors()(S3Storage.listdir)
    size = _as_os_errors()(S3Storage.size)
    get_modified_time = _as_os_errors()(S3Storage.get_modified_time)
    url = _as_os_errors()(S3Storage.url)

    @_as_os_errors()
    def _open(self, name: str, mode: str = "rb") -> Any:
        file = super()._open(name, mode)
        return file.open() if "r" in mode else file  # fetched now, so that errors are raised here

    def part(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """See ``Storage``. The request is sent at once, and the response is passed on as it arrives."""
        if start >= end:
            return iter(())
        with _as_os_errors():
            wanted = f"bytes={start}-{end - 1}"
            body = self.bucket.Object(self._normalize_name(clean_name(name))).get(Range=wanted)["Body"]
        return _blocks(body)

    def keep(self, name: str, content: bytes) -> None:
        """See ``Storage``. A bucket has no other way to change the time."""
        self.save(name, ContentFile(content))

    def files(self, root: str) -> Iterator[tuple[str, datetime]]:
        """See ``Storage``. Takes one request per thousand files."""
        with _as_os_errors():
            prefix = self._normalize_name(clean_name(root)) + "/"
            for listed in self.bucket.objects.filter(Prefix=prefix, Delimiter="/"):
                yield listed.key.removeprefix(prefix), listed.last_modified

    def second_level(self, root: str) -> Iterator[str]:
        """See ``Storage``. Takes one request per thousand files; listing each folder would take one per folder."""
        with _as_os_errors():
            prefix = self._normalize_name(clean_name(root)) + "/"
            keys = (listed.key.removeprefix(prefix) for listed in self.bucket.objects.filter(Prefix=prefix))
            folders = (key.split("/")[:2] for key in keys if key.count("/") >= 2)
            yield from (f"{root}/{'/'.join(folder)}" for folder, _ in groupby(folders))

    def direct_url(self, name: str, method: str, headers: Mapping[str, str], seconds: int) -> str | None:
        """See ``Storage``. Signed for one method."""
        if not settings.S3_PRESIGNED:
            return None
        overridden = {f"Response{header.replace('-', '')}": value for header, value in headers.items()}
        return str(self.url(name, parameters=overridden, expire=seconds, http_method=method))

    def _forget_connections(self) -> None:
        """A process and its child must not share a connection."""
        self._connections, self._unsigned_connections, self._bucket = threading.local(), threading.local(), None


def _blocks(body: Any) -> Iterator[bytes]:
    with _as_os_errors(), closing(body):
        yield from body.iter_chunks(BLOCK)

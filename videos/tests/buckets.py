"""A local server that speaks S3, and servers that do not."""

import logging
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each request

KEYS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret"}


class S3:
    """A server, which keeps what it has while it is stopped."""

    def __init__(self, port: int) -> None:
        self._port = port

    def start(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self._port, verbose=False)
        self._server.start()
        self.url = "http://{}:{}".format(*self._server.get_host_and_port())

    def stop(self) -> None:
        self._server.stop()

    def client(self):
        keys = {name.lower(): value for name, value in KEYS.items()}
        return boto3.client("s3", endpoint_url=self.url, region_name="us-east-1", **keys)

    def make_bucket(self) -> str:
        name = f"videos-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name

    def keys(self, bucket: str) -> list[str]:
        return [found["Key"] for found in self.client().list_objects_v2(Bucket=bucket).get("Contents", ())]


@contextmanager
def s3_server(port: int = 0) -> Iterator[S3]:
    server = S3(port)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def in_bucket(endpoint: str, bucket: str) -> dict[str, object]:
    """A ``STORAGES`` entry."""
    options = {"bucket_name": bucket, "endpoint_url": endpoint, "region_name": "us-east-1", "addressing_style": "path"}
    return {
        "BACKEND": "videos.storage.s3.Bucket",
        "OPTIONS": {**options, "access_key": KEYS["AWS_ACCESS_KEY_ID"], "secret_key": KEYS["AWS_SECRET_ACCESS_KEY"]},
    }


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def environment(server: S3, bucket: str) -> dict[str, str]:
    """What an operator sets to have videos kept in a bucket."""
    return {
        **{"AWS_STORAGE_BUCKET_NAME": bucket, "AWS_S3_ENDPOINT_URL": server.url, "AWS_S3_REGION_NAME": "us-east-1"},
        **{"AWS_S3_ADDRESSING_STYLE": "path", **KEYS},
    }

"""A local server that speaks S3, and servers that do not."""

import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

KEYS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret"}


@dataclass(frozen=True)
class S3:
    """A running server."""

    url: str

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
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        yield S3("http://{}:{}".format(*server.get_host_and_port()))
    finally:
        server.stop()


def in_bucket(endpoint: str, bucket: str) -> dict[str, object]:
    """A ``STORAGES`` entry."""
    options = {"bucket_name": bucket, "endpoint_url": endpoint, "region_name": "us-east-1", "addressing_style": "path"}
    return {
        "BACKEND": "hiddenhill.bucket.Bucket",
        "OPTIONS": {**options, "access_key": KEYS["AWS_ACCESS_KEY_ID"], "secret_key": KEYS["AWS_SECRET_ACCESS_KEY"]},
    }


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"

"""A webhook's receiver on loopback: a real server, with the behaviour that the test sets."""

import contextlib
import datetime
import ipaddress
import os
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from videos.api.serializers.jobs import JobSerializer
from videos.models import Job
from videos.webhooks import outbox, posts

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def answer(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Listens during its ``with`` block, records every request, and responds with ``behaviour``."""

    behaviour: Behaviour = field(default_factory=lambda: answer(204))
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append(Request(self.path, dict(self.headers), body))
                with contextlib.suppress(OSError):  # the sender has hung up
                    receiver.behaviour(self)

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, block_on_close, request_queue_size = True, False, 100

            def handle_error(self, *args: Any) -> None:
                pass  # a handshake that was refused

        self.server = Server(("127.0.0.1", 0), Handler)
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=1"


def certificate(folder: Path, name: str) -> Path:
    """A file with a certificate for ``name``, localhost and 127.0.0.9 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(name), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "both.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return pem


def wants_a_client_certificate(connection: socket.socket, pem: Path) -> None:
    """With TLS 1.3 the refusal comes after the handshake, while the client reads the answer."""
    strict = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    strict.load_cert_chain(pem)
    strict.verify_mode = ssl.CERT_REQUIRED
    with contextlib.suppress(ssl.SSLError):
        strict.wrap_socket(connection, server_side=True)


def sends_garbage_after_the_handshake(connection: socket.socket, pem: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with context.wrap_socket(connection, server_side=True) as secured:
        secured.recv(65536)
        os.write(secured.fileno(), b"This is no TLS record, and never was one.")


@dataclass
class BrokenTls:
    """Listens during its ``with`` block, and answers every connection with ``behave``."""

    pem: Path
    behave: Callable[[socket.socket, Path], None]

    def __enter__(self) -> "BrokenTls":
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection.dup() as raw, contextlib.suppress(OSError):
            self.behave(connection, self.pem)
            while raw.recv(65536):  # the client closes it, so that it sees the fault and no reset
                pass


def deliver(send: posts.Send | None = None, **kwargs: Any) -> bool:
    """Send what is due as the housekeeper does, with the job in the API's format."""

    def render(job: Job) -> dict[str, Any]:
        return JobSerializer(job, context={"site": settings.SITE_URL}).data

    return outbox.deliver(posts.carrier(render, send), **kwargs)

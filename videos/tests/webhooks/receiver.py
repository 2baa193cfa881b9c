"""A webhook's receiver on loopback: a real server, with the behaviour that the test sets."""

import contextlib
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from django.conf import settings

from videos.api.serializers.jobs import JobSerializer
from videos.webhooks import outbox

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


def deliver(*args: Any, **kwargs: Any) -> bool:
    """Send what is due as the housekeeper does, with the job in the API's format."""
    return outbox.deliver(lambda job: JobSerializer(job, context={"site": settings.SITE_URL}).data, *args, **kwargs)

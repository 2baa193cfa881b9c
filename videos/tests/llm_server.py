"""A local server that speaks the part of OpenAI's protocol that is used: chat completions."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = tuple[int, dict[str, Any] | str, dict[str, str]]


def said(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Answer:
    """A completion as the endpoint sends it."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    return 200, {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}, {}


def refused(status: int, **headers: str) -> Answer:
    """An error of the endpoint."""
    return status, {"error": {"message": "no", "type": "error", "code": None}}, headers


class LlmServer:
    """Gives the answers in their order, the last one again and again; ``asked`` holds the requests."""

    def __init__(self, *answers: Answer, hang: Callable[[], Any] | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        outer, waiting = self, list(answers)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                outer.keys.append(self.headers["Authorization"])
                if hang:
                    hang()
                status, body, headers = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                content = (body if isinstance(body, str) else json.dumps(body)).encode()
                with suppress(BrokenPipeError):  # nobody waits for an answer that comes too late
                    self._answer(status, content, headers)

            def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

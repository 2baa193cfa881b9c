"""A local server that speaks the part of OpenAI's protocol that is used: speech."""

import io
import json
import threading
import wave
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import av
import numpy as np

from videos.pipeline.outside import speech

Answer = tuple[int, bytes, dict[str, str]]
"""Status, body and headers."""


def spoken(text: str, silence: float = 0.0) -> np.ndarray:
    """The text in the voice of espeak, 22,050 Hz, with silence at both ends."""
    samples = speech.load("espeak").say(text).samples
    return np.pad(samples, round(silence * 22_050))


def wav(samples: np.ndarray, rate: int = 22_050) -> bytes:
    """A WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(pcm(samples))
    return file.getvalue()


def pcm(samples: np.ndarray) -> bytes:
    """Samples of 16 bits without a header."""
    return (samples * 32_767).astype("<i2").tobytes()


def mp3(samples: np.ndarray, rate: int = 22_050) -> bytes:
    """An MP3 file."""
    frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
    frame.sample_rate = rate
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=rate, layout="mono")
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()


def sent(body: bytes, kind: str = "audio/wav", **headers: str) -> Answer:
    """A file as the endpoint sends it."""
    return 200, body, {"Content-Type": kind, **headers}


def refused(status: int, **headers: str) -> Answer:
    """An error of the endpoint."""
    body = json.dumps({"error": {"message": "no", "type": "error", "code": None}}).encode()
    return status, body, {"Content-Type": "application/json", **headers}


class SpeechServer:
    """Gives the answers in their order, the last one again and again; ``asked`` holds the requests.

    ``hang`` is called before each answer, ``between`` after each piece of it.
    """

    def __init__(
        self, *answers: Answer, hang: Callable[[], Any] | None = None, between: Callable[[], Any] | None = None
    ) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.paths: list[str] = []
        outer, waiting = self, list(answers)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                outer.keys.append(self.headers["Authorization"])
                outer.paths.append(self.path)
                if hang:
                    hang()
                status, body, headers = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                with suppress(BrokenPipeError, ConnectionResetError):  # the client has given up
                    self.send_response(status)
                    for name, value in {"Content_Length": str(len(body)), **headers}.items():
                        self.send_header(name.replace("_", "-"), value)
                    self.end_headers()
                    for start in range(0, len(body), 4096 if between else max(len(body), 1)):
                        self.wfile.write(body[start : start + 4096] if between else body)
                        if between:
                            between()

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

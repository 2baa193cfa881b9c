"""A mail server on loopback, with the behaviour that the test sets."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class MailServer:
    """Keeps what it accepts in ``received``. Each step answers with the next of its list of replies, then with 250."""

    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    seconds: float = 0.0
    received: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    @property
    def settings(self) -> dict[str, Any]:
        """Django's settings to use it."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_IS_SENT": True,
        }

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        time.sleep(self.seconds)  # the whole server hangs, as one without a free thread does
        if self.data:
            return self.data.pop(0)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


class _Quiet(SMTP):
    async def handle_exception(self, error: Exception) -> str:
        return "451 the client has hung up"


class _AnyPort(Controller):
    def factory(self) -> SMTP:
        return _Quiet(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        """The port is known once the server listens."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    """The server, listening on a free port."""
    controller = _AnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()

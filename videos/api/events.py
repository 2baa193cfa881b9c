"""The progress of a job as Server-Sent Events, for as many clients at once as threads can be spared."""

import json
import threading
import time
from collections.abc import Generator, Iterator
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.views import APIView

from hiddenhill.runtime.stopping import stopping
from videos.api import event_documentation
from videos.api.negotiation import FirstRenderer
from videos.api.permissions import OwnerOrPermitted, visible_to
from videos.api.problems import Problem
from videos.models import FINAL, Job, Status

CONTENT_TYPE = "text/event-stream"
_FIELDS = ("status", "stage", "progress", "attempt", "error_code")
_SETTLED = (*FINAL, Status.REVIEW)
"""Nothing happens in these until somebody does something, so no stream waits for it."""
_REFUSED_SECONDS = 10
_RETRY_MILLISECONDS = 3000
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # nginx passes on what it gets, at once


@event_documentation.events
class Events(APIView):
    """A stream that says how a job goes on."""

    permission_classes = (OwnerOrPermitted,)
    content_negotiation_class = FirstRenderer
    beat_seconds = 1.0
    """Time between two looks at the row. Each sends something, so that a client that has gone is noticed."""
    longest_seconds = 45.0
    """Length of a stream, after which the client connects again."""

    def get(self, request: Request, job_id: UUID) -> HttpResponseBase:
        """An event each time status, stage, progress or attempt changes, as Server-Sent Events.

        The first event is the present state. The stream ends after 45 seconds, and when the job has ended or waits for
        its review; a client that connects again then gets 204 and stops, as an EventSource does. Each process of the
        web server has only a few places for streams. When they are taken, the response is 503: poll the job instead.
        """
        state = get_object_or_404(visible_to(request.user).values(*_FIELDS), pk=job_id)
        if state["status"] in _SETTLED:
            return self._settled(job_id, state)
        if request.method == "HEAD":
            return HttpResponse(content_type=CONTENT_TYPE, headers=_HEADERS)
        if not _places.take(settings.API_EVENT_STREAMS):
            raise Problem(
                "service_busy", "All places for event streams are taken. Poll the job instead.", wait=_REFUSED_SECONDS
            )
        stream = _Stream(job_id, self.beat_seconds, self.longest_seconds)
        return StreamingHttpResponse(stream, content_type=CONTENT_TYPE, headers=_HEADERS)

    def _settled(self, job_id: UUID, state: dict[str, object]) -> HttpResponse:
        if self.request.headers.get("Last-Event-ID") == _id(state):
            return HttpResponse(status=204, headers=_HEADERS)
        return HttpResponse(_event(job_id, state), content_type=CONTENT_TYPE, headers=_HEADERS)


class _Places:
    """The places for streams in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = 0

    def take(self, limit: int) -> bool:
        """Take a place, and return whether there was one."""
        with self._lock:
            is_free = self._taken < limit
            self._taken += is_free
            return is_free

    def free(self) -> None:
        """Give a place back."""
        with self._lock:
            self._taken -= 1


_places = _Places()


class _Stream:
    """The events of one response. The web server closes it, also when the client has gone, which frees its place."""

    def __init__(self, job_id: UUID, beat_seconds: float, longest_seconds: float) -> None:
        self._events = _events(job_id, beat_seconds, longest_seconds)
        self._is_open = True

    def __iter__(self) -> Iterator[str]:
        return self._events

    def close(self) -> None:
        """Free the place, once."""
        self._events.close()
        if self._is_open:
            self._is_open = False
            _places.free()


def _events(job_id: UUID, beat_seconds: float, longest_seconds: float) -> Generator[str, None, None]:
    """Yield an event for each change, and a comment where there is none."""
    yield f"retry: {_RETRY_MILLISECONDS}\n\n"
    ends = time.monotonic() + longest_seconds
    seen: dict[str, object] | None = None
    while (state := _state_or_none(job_id)) is not None:
        yield ":\n\n" if state == seen else _event(job_id, state)
        seen = state
        if state["status"] in _SETTLED or time.monotonic() >= ends or stopping.wait(beat_seconds):
            return


def _state_or_none(job_id: UUID) -> dict[str, object] | None:
    """Return the state; None if the job was deleted or the database does not answer. The client then asks again."""
    try:
        return _state(job_id)
    except (OperationalError, InterfaceError):
        return None


def _state(job_id: UUID) -> dict[str, object] | None:
    """Return the present state from the row, which is the truth."""
    state: dict[str, object] | None = Job.objects.filter(pk=job_id).values(*_FIELDS).first()
    return state


def _event(job_id: UUID, state: dict[str, object]) -> str:
    data = {"job_id": str(job_id), **state, "stage": state["stage"] or None, "error_code": state["error_code"] or None}
    return f"id: {_id(state)}\nevent: job\ndata: {json.dumps(data)}\n\n"


def _id(state: dict[str, object]) -> str:
    """Return the id of a state, which a client sends when it connects again."""
    return "-".join(str(state[name]) for name in ("attempt", "status", "stage", "progress"))

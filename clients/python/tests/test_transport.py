"""Retries and errors, with a service that answers as it is asked to."""

import httpx
import msgspec
import pytest

from hiddenhill_client import (
    Batch,
    BatchItem,
    BatchOptions,
    Client,
    FieldError,
    HiddenHillError,
    Job,
    Kind,
    NotAllowed,
    Postponement,
    Rendition,
    Storyboard,
    TooMany,
    Unavailable,
    UnexpectedAnswer,
    Unreachable,
    VideoOptions,
)
from videos.api import examples
from videos.api.problems import FieldErrorSerializer
from videos.api.serializers.batch_requests import BatchRequestSerializer
from videos.api.serializers.batches import BatchItemSerializer, BatchSerializer
from videos.api.serializers.jobs import PostponementSerializer
from videos.api.serializers.projects import RenditionSerializer, RequestedJobSerializer
from videos.api.serializers.requests import GenerateSerializer
from videos.api.serializers.service import KindSerializer
from videos.api.serializers.storyboards import StoryboardSerializer

JOB = "0199c3f2-5a0b-4a1c-9d3e-2f6b8c7d1e42"
KIND = {"code": "no_video", "title": "No video", "remedy": "Wait.", "retry": True, "docs": "/docs/", "status": 409}


def refused(status: int, code: str, **headers: str) -> httpx.Response:
    body = {"code": code, "title": "A title", "status": status, "detail": "A reason.", "remedy": "Wait.", "retry": True}
    return httpx.Response(status, json=body, headers={"Content-Type": "application/problem+json", **headers})


class Service:
    """Gives the answers in their order, and keeps the requests and the pauses before them."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.requests, self.pauses = list(answers), [], []
        self.client = Client(
            "", http=httpx.Client(base_url="http://service", transport=httpx.MockTransport(self.answer))
        )
        self.client._transport.sleep = self.pauses.append

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_refusal_for_the_moment_is_repeated_after_the_time_that_it_states():
    service = Service(
        refused(429, "throttled", **{"Retry-After": "7"}),
        refused(503, "queue_unavailable", **{"Retry-After": "30"}),
        httpx.Response(200, json=KIND),
    )
    assert service.client.explain("no_video").retry
    assert service.pauses == [7.0, 30.0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refused(503, "database_unavailable"), Unavailable),
        (refused(429, "throttled", **{"Retry-After": "3600"}), TooMany),
        (refused(401, "not_authenticated", **{"Retry-After": "1"}), NotAllowed),
        (httpx.Response(502, html="<h1>Bad gateway</h1>"), UnexpectedAnswer),
        (httpx.Response(200, html="<h1>Welcome</h1>"), UnexpectedAnswer),
        (httpx.Response(200, json={"code": "no_video"}), UnexpectedAnswer),
    ],
)
def test_any_other_answer_is_an_error_at_once(answer, error):
    service = Service(answer)
    with pytest.raises(error) as raised:
        service.client.explain("no_video")
    assert isinstance(raised.value, HiddenHillError)
    assert service.pauses == []


def test_a_refusal_that_stays_is_raised_in_the_end():
    service = Service(*[refused(503, "service_busy", **{"Retry-After": "1"})] * 5)
    with pytest.raises(Unavailable) as raised:
        service.client.explain("no_video")
    assert (raised.value.code, raised.value.retry_after, service.pauses) == ("service_busy", 1.0, [1.0] * 4)
    assert str(raised.value) == "A reason. Wait. (service_busy)"


def test_a_request_that_may_have_been_carried_out_is_repeated_only_with_its_key():
    service = Service(httpx.ConnectError("refused"), refused(401, "not_authenticated"))
    with pytest.raises(NotAllowed):
        service.client.generate("sample")
    first, second = (request.headers["Idempotency-Key"] for request in service.requests)
    assert first == second
    service = Service(httpx.ReadTimeout("timed out"))
    with pytest.raises(Unreachable):
        service.client.cancel(JOB)
    assert len(service.requests) == 1


def test_each_call_has_a_key_of_its_own():
    service = Service(*[refused(401, "not_authenticated")] * 2)
    for _ in range(2):
        with pytest.raises(NotAllowed):
            service.client.generate("sample")
    assert len({request.headers["Idempotency-Key"] for request in service.requests}) == 2


def test_the_next_page_is_asked_where_the_first_was():
    """The service may know itself by another name than the client does."""
    pages = [{"results": [], "next": f"http://inner:1/api/videos?cursor=x{n}"} for n in range(2)]
    service = Service(*(httpx.Response(200, json=page) for page in [*pages, {"results": [], "next": None}]))
    assert list(service.client.jobs(status="failed")) == []
    assert [str(request.url) for request in service.requests] == [
        "http://service/api/videos?status=failed",
        "http://service/api/videos?cursor=x0",
        "http://service/api/videos?cursor=x1",
    ]


def test_a_download_that_breaks_off_leaves_no_file_under_its_name(tmp_path):
    def broken():
        yield b"half"
        raise httpx.ReadError("broken")

    job = msgspec.convert(examples.COMPLETED, Job)
    service = Service(httpx.Response(200, content=broken()))
    with pytest.raises(Unreachable):
        service.client.download(job, tmp_path)
    assert str(service.requests[0].url) == f"http://service/api/videos/{job.job_id}/download"
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4.part"]


@pytest.mark.parametrize(
    ("model", "serializer"),
    [
        (Job, RequestedJobSerializer),
        (Postponement, PostponementSerializer),
        (Rendition, RenditionSerializer),
        (Batch, BatchSerializer),
        (BatchItem, BatchItemSerializer),
        (Storyboard, StoryboardSerializer),
        (FieldError, FieldErrorSerializer),
        (Kind, KindSerializer),
        (VideoOptions, GenerateSerializer),
        (BatchOptions, BatchRequestSerializer),
    ],
)
def test_the_client_knows_no_member_that_the_api_does_not_have(model, serializer):
    of_the_api = set(serializer().fields)
    known = set(model.__annotations__)
    if model is VideoOptions:
        known |= set(BatchOptions.__annotations__)
    assert known <= of_the_api
    if model in (Job, VideoOptions):
        assert known | {"pubmed_id"} == of_the_api

"""Pictures of the scenes of a storyboard, and the sound of its sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from videos.api import preview_documentation as documentation
from videos.api.downloads import requested_part, status_of
from videos.api.negotiation import FirstRenderer
from videos.api.permissions import OwnerOrPermitted, visible_to
from videos.api.problems import Problem
from videos.api.serializers.edits import LARGEST
from videos.api.throttling import PreviewThrottle, ReadThrottle
from videos.jobs import previews
from videos.jobs.previews import Preview, Previews
from videos.models import Job, Storyboard
from videos.pipeline.errors import StoryboardUnreadable
from videos.pipeline.options import Options

PNG, MP4_AUDIO = "image/png", "audio/mp4"

# As with files: a cache asks each time, since the job may have been deleted, or the user signed out.
_CACHING = "private, no-cache"


class _Query(serializers.Serializer[Any]):
    """The parameters of a preview."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    slide = serializers.IntegerField(default=1, min_value=1, max_value=LARGEST)


class _PreviewView(APIView):
    """Answers with a preview of a version of a storyboard."""

    permission_classes = (OwnerOrPermitted,)
    throttle_classes = (PreviewThrottle, ReadThrottle)
    content_negotiation_class = FirstRenderer
    previews: Previews | None = None
    """Where previews come from; None for those in the broker's server."""

    def respond(
        self, job_id: UUID, content_type: str, find: Callable[[Previews, Storyboard, Options], Preview]
    ) -> HttpResponse:
        """Return what ``find`` finds for the version that the request names, in whole or in part."""
        job = get_object_or_404(visible_to(self.request.user), pk=job_id)
        version = _version(job, self.query().get("version"))
        with _as_problems():
            found = find(self.previews or previews.configured(), version, job.options)
        headers = {"ETag": f'"{found.digest}"', "Cache-Control": _CACHING}
        unchanged = get_conditional_response(self.request, headers["ETag"])
        if unchanged is not None and unchanged.status_code == HTTPStatus.PRECONDITION_FAILED:
            raise Problem("precondition_failed", "The preview does not match If-Match.")
        if unchanged is not None:
            return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        start, end = requested_part(self.request, headers, len(found.content))
        content = found.content[start:end]
        return HttpResponse(content, status=status_of(headers), content_type=content_type, headers=headers)

    def query(self) -> dict[str, int]:
        """Return the parameters. Raises Problem."""
        form = _Query(data=self.request.query_params)
        if not form.is_valid():
            # Not as errors of fields: in a problem, version is the number of a version.
            raise Problem("bad_request", f"{' and '.join(form.errors)} must be a whole number from 1.")
        return dict(form.validated_data)


@documentation.scene_picture
class ScenePicture(_PreviewView):
    """The picture of a scene."""

    def get(self, request: Request, job_id: UUID, number: int) -> HttpResponse:
        """A slide with all its parts, about 640 pixels wide. It is drawn on demand, in less than a second."""
        slide = self.query()["slide"]
        return self.respond(job_id, PNG, lambda kept, version, options: kept.picture(version, options, number, slide))


@documentation.sentence_audio
class SentenceAudio(_PreviewView):
    """The sound of a sentence."""

    def get(self, request: Request, job_id: UUID, position: int) -> HttpResponse:
        """What the job's voice says, as AAC in an MP4 file. It is spoken on demand, in a second or two."""
        return self.respond(job_id, MP4_AUDIO, lambda kept, version, options: kept.sound(version, options, position))


def _version(job: Job, number: int | None) -> Storyboard:
    """Return a version of the job's storyboard, the current one if no number is given."""
    if not job.storyboard_version:
        raise Problem("no_storyboard", f"The job is {job.status}, and has no storyboard.", job_status=job.status)
    return get_object_or_404(job.storyboards, number=job.storyboard_version if number is None else number)


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except previews.NoSuchPreview as error:
        raise Http404 from error
    except previews.PreviewUnavailable as error:
        raise Problem(error.code, str(error), wait=error.seconds) from error
    except (previews.PreviewImpossible, StoryboardUnreadable) as error:
        raise Problem(error.code, str(error)) from error

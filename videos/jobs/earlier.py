"""The owner's own job that a request would repeat: it is opened instead of making the same video twice."""

from collections.abc import Callable, Collection
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models.functions import Now

from videos.engines.fingerprint import fingerprint
from videos.jobs import projects
from videos.jobs.request import VideoRequest
from videos.models import UNFINISHED, Job, Status
from videos.pipeline.identifiers import PaperId
from videos.storage import artefacts


def find(
    request: VideoRequest,
    owner: User | None,
    still_stands: Callable[[Job], bool],
    ids_of: Callable[[PaperId], Collection[str]],
) -> Job | None:
    """The owner's job for the same request that is unfinished, or whose finished video a new one would equal.

    A job whose request names more formats counts as well. None if the request says ``refresh``. A finished video that
    was reviewed may say what its owner chose, so it is no answer to another request. ``still_stands`` and ``ids_of``
    are as for ``submission.submit``.
    """
    if request.refresh:
        return None
    same = Job.objects.filter(owner=owner, pubmed_id__in=ids_of(request.pubmed_id), review=request.review)
    for job in same.filter(status__in=UNFINISHED):
        if job.options == request.options and _has_formats(job, request):
            return job
    if request.review:
        return None
    recently = Now() - timedelta(days=settings.JOB_REUSE_DAYS)
    equal = same.filter(recipe=fingerprint(request.options), status=Status.COMPLETED, finished_at__gt=recently)
    made = next((job for job in equal.filter(later_notices__isnull=True) if _has_formats(job, request)), None)
    return made if made and artefacts.video_exists(made.folder) and still_stands(made) else None


def _has_formats(job: Job, request: VideoRequest) -> bool:
    """Whether the request of a job has, or may still have, a video in each format that is asked for now."""
    if not request.formats:
        return True
    jobs = [each for each in projects.renditions(job) if each.status in (*UNFINISHED, Status.COMPLETED)]
    return {*request.formats} <= {each.options.format for each in jobs} | set(projects.to_come(jobs))

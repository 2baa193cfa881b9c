"""The job page and its actions: the same as through the API, with forms."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_GET
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget

from videos.api.permissions import is_operator, may_change, may_delete, visible_to
from videos.api.serializers.storyboards import VersionSerializer
from videos.api.user_messages import user_text
from videos.jobs import edit_again as again
from videos.jobs import lifecycle, projects, retention, storyboards, submission
from videos.models import Job
from videos.pages import job_context, waiting
from videos.pages.decorators import by_form, for_users, unless_too_often


@require_GET
@for_users
@cache_control(private=True, no_cache=True)
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show one job to those who may see it; 404 for others. ``?t=`` is the start of playback in seconds."""
    return page(request, get_object_or_404(visible_to(request.user), pk=job_id))


@require_GET
@for_users
@cache_control(private=True, no_cache=True)
@conditional_page
def progress(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Update a page that shows the job as of ``?seen=``: the bar alone, or everything if more has changed.

    The bar contains no form, so its ETag stays the same while nothing changes.
    """
    job = visible_to(request.user).filter(pk=job_id).first()
    if not request.headers.get("HX-Request"):
        if job is None:
            raise Http404
        return redirect("job", job_id)
    if job is None:
        refresh = HttpResponseClientRefresh()  # the reloaded page is a 404
        refresh.status_code = 404
        return refresh
    if request.GET.get("seen") == job_context.seen(job):
        shown = waiting.context(job, request.GET.get("left", ""), operator=is_operator(request.user))
        return render(request, "videos/job/bar.html", shown | {"seen": job_context.seen(job)})
    changed = render(request, "videos/job/change.html", context(request, job))
    return retarget(reswap(changed, "outerHTML"), "#job")


@require_GET
@for_users
@cache_control(private=True, no_cache=True)
@conditional_page
def formats(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Update the tabs of the formats, and their progress."""
    job = get_object_or_404(visible_to(request.user), pk=job_id)
    if not request.headers.get("HX-Request"):
        return redirect("job", job_id)
    return render(request, "videos/job/formats.html", job_context.formats(job))


@for_users
@by_form
@unless_too_often
def edit_again(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Edit a finished video again, in its own format or in all of its request."""
    job = permitted(request, job_id, may_change)
    shapes = [job.options.format]
    if request.POST.get("all"):
        shapes = list(dict.fromkeys([*shapes, *(each.options.format for each in projects.renditions(job))]))
    try:
        edited, _ = again.edit_again(job, shapes, _key(request, len(shapes)))
    except submission.TooManyJobs as error:
        messages.error(request, user_text(error.code, str(error)))
    except again.NotCompleted:
        messages.warning(request, "Only a finished video can be edited and made again.")
    except (again.NoStoryboard, storyboards.PaperChanged) as error:
        messages.warning(request, str(error))
    else:
        return redirect("job", edited.pk)
    return redirect("job", job_id)


@for_users
@by_form
@unless_too_often
def approve(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Approve the storyboard in the version that the page showed."""
    job = permitted(request, job_id, may_change)
    shown = VersionSerializer(data=request.POST)
    version = shown.validated_data.get("version", 0) if shown.is_valid() else 0
    try:
        storyboards.approve(job, version, by=request.user.get_username())
    except storyboards.VersionConflict:
        messages.warning(request, "Nothing was approved: the script has changed meanwhile. This is how it is now.")
    except storyboards.PaperChanged as error:
        messages.warning(request, f"Nothing was approved. {error}")
    except storyboards.NotInReview:
        messages.warning(request, "Nothing was approved: this video does not wait for a review.")
    return redirect("job", job_id)


@for_users
@by_form
@unless_too_often
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Cancel an unfinished job."""
    job = permitted(request, job_id, may_change)
    if not lifecycle.cancel(job.pk, by=request.user.get_username()):
        messages.warning(request, "Nothing was cancelled: the video had already ended.")
    return redirect("job", job_id)


@for_users
@by_form
@unless_too_often
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Queue a failed or cancelled job again, and show its page, which says if that was not possible."""
    job = permitted(request, job_id, may_change)
    try:
        retried = submission.resubmit(job, by=request.user.get_username(), limited=True)
    except (submission.QueueUnavailable, submission.TooManyJobs, submission.TooManyRetries) as error:
        messages.error(request, user_text(error.code, str(error)))
    else:
        if retried is None:
            messages.warning(request, "Nothing was queued: only a failed or cancelled video can be retried.")
    return redirect("job", job_id)


@for_users
@by_form
@unless_too_often
def delete(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Delete a job and its files; an unfinished one is cancelled first."""
    job = permitted(request, job_id, may_delete)
    retention.delete(job.pk)
    messages.success(request, f"Deleted: {job_context.heading(job)}")
    return redirect("library")


def permitted(request: HttpRequest, job_id: UUID, may: Callable[[User | AnonymousUser, Job], bool]) -> Job:
    """Return the job. Raises Http404 if the user may not see it, and PermissionDenied if they may only see it."""
    job = get_object_or_404(visible_to(request.user), pk=job_id)
    if not may(request.user, job):
        raise PermissionDenied
    return job


def page(request: HttpRequest, job: Job, status: int = 200, **more: object) -> HttpResponse:
    """The job page, with ``more`` in its context."""
    return render(request, "videos/job.html", context(request, job) | more, status=status)


def _key(request: HttpRequest, formats: int) -> str | None:
    """Return the idempotency key of the form: sending it twice makes one job. None if it has none."""
    try:
        return f"{UUID(request.POST.get('key', ''))}-{formats}"
    except ValueError:
        return None


def context(request: HttpRequest, job: Job) -> dict[str, Any]:
    """All that the page shows of a job."""
    starts_at, promised = request.GET.get("t", ""), request.GET.get("left", "")
    return job_context.everything(job, starts_at, promised, operator=is_operator(request.user))

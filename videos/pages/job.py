"""The page of one job, and what can be done there: the same as through the API, with forms."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget

from videos.api.permissions import visible_to
from videos.jobs import lifecycle, retention, submission
from videos.models import Job
from videos.pages import job_context
from videos.pages.decorators import for_users, unless_too_often


@require_GET
@for_users
@cache_control(private=True, no_cache=True)
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job, for those who may see it; 404 for others. ``?t=`` is where the player starts, in seconds."""
    return _page(request, get_object_or_404(visible_to(request.user), pk=job_id))


@require_GET
@for_users
@cache_control(private=True, no_cache=True)
@conditional_page
def progress(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """What a page that was shown while the job was ``?seen=`` needs now: the bar alone, or all when more has changed.

    The bar names no form, so that its ETag stands while nothing has changed.
    """
    job = visible_to(request.user).filter(pk=job_id).first()
    if not request.headers.get("HX-Request"):
        if job is None:
            raise Http404
        return redirect("job", job_id)
    if job is None:
        gone = HttpResponseClientRefresh()  # the whole page says so
        gone.status_code = 404
        return gone
    if request.GET.get("seen") == job_context.seen(job):
        return render(request, "videos/job/bar.html", job_context.working(job))
    whole = render(request, "videos/job/change.html", job_context.everything(job, request.GET.get("t", "")))
    return retarget(reswap(whole, "outerHTML"), "#job")


@require_POST
@for_users
@unless_too_often
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """End a job that has not ended."""
    job = get_object_or_404(visible_to(request.user), pk=job_id)
    if not lifecycle.cancel(job.pk, by=request.user.get_username()):
        messages.warning(request, "Nothing was cancelled: the job had ended already.")
    return redirect("job", job_id)


@require_POST
@for_users
@unless_too_often
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Queue a failed or cancelled job anew."""
    job = get_object_or_404(visible_to(request.user), pk=job_id)
    try:
        retried = submission.resubmit(job, by=request.user.get_username(), limited=True)
    except submission.QueueUnavailable as error:
        refused = _page(request, error.job, status=503)
        refused["Retry-After"] = str(submission.RETRY_AFTER_SECONDS)
        return refused
    except submission.TooManyJobs as error:
        messages.error(request, str(error))
        return _page(request, job, status=429)
    if retried is None:
        messages.warning(request, "Nothing was queued: only a failed or cancelled job can be retried.")
    return redirect("job", job_id)


@require_POST
@for_users
@unless_too_often
def delete(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Remove a job and its files, cancelling it first."""
    job = get_object_or_404(visible_to(request.user), pk=job_id)
    retention.delete(job.pk)
    messages.success(request, f"Deleted: {job_context.heading(job)}")
    return redirect("library")


def _page(request: HttpRequest, job: Job, status: int = 200) -> HttpResponse:
    return render(request, "videos/job.html", job_context.everything(job, request.GET.get("t", "")), status=status)

"""The form on the job page that says who may see the videos of its project."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from videos.api.permissions import may_change
from videos.api.serializers.shares import ChangeShareSerializer
from videos.jobs import sharing
from videos.models import Project, Visibility
from videos.pages.decorators import by_form, for_users, unless_too_often
from videos.pages.job import permitted

_DONE = {
    Visibility.PRIVATE: "The videos of this paper are private now. Links that you gave away lead nowhere.",
    Visibility.LINK: "Everyone who has the link can see the videos of this paper now.",
    Visibility.PUBLIC: "Everyone can see the videos of this paper now, and search engines may list them.",
}


@for_users
@by_form
@unless_too_often
def share(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Change who may see the videos, or make a new link."""
    job = permitted(request, job_id, may_change)
    form = ChangeShareSerializer(data=request.POST)
    if job.project_id is None or not form.is_valid():
        messages.error(request, "Nothing was changed. Choose who can see the videos, then save again.")
        return redirect("job", job_id)
    visibility, renewed = Visibility(form.validated_data["visibility"]), form.validated_data["new_link"]
    try:
        sharing.share(job.project_id, visibility, new_link=renewed)
    except Project.DoesNotExist:  # the job has just been deleted, or has moved to another project
        return redirect("job", job_id)
    except sharing.TakenDown as error:
        messages.error(request, str(error))
        return redirect("job", job_id)
    is_new = renewed and visibility != Visibility.PRIVATE
    messages.success(request, "There is a new link. The one before leads nowhere." if is_new else _DONE[visibility])
    return redirect(f"{reverse('job', args=[job_id])}#share")

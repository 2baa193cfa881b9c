"""Who may use the API."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from rest_framework.permissions import BasePermission

from videos.models import Job

if TYPE_CHECKING:  # DRF loads this module while it loads its views
    from rest_framework.request import Request
    from rest_framework.views import APIView


def visible_to(user: User | AnonymousUser) -> QuerySet[Job]:
    """A user's own jobs; all of them for staff, and where anonymous use makes everybody the one user."""
    jobs = Job.objects.all()
    return jobs.filter(owner=user.pk) if user.is_authenticated and not user.is_staff else jobs


class SignedInOrSingleUser(BasePermission):
    """Signed-in users, or everybody where ``API_ALLOW_ANONYMOUS`` says that this is one person's machine."""

    message = "Sign in first, for instance at /admin/, or set API_ALLOW_ANONYMOUS=true on a machine of your own."

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Whether this request may use any part of the API."""
        return bool(settings.API_ALLOW_ANONYMOUS or (request.user and request.user.is_authenticated))


class StaffOrSingleUser(SignedInOrSingleUser):
    """Staff, or everybody on a machine of one's own."""

    message = "Only staff may look at this."

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Whether this request may see how the service is doing."""
        return bool(settings.API_ALLOW_ANONYMOUS or (request.user and request.user.is_staff))

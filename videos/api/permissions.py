"""Who may use the API."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from videos.models import Job

if TYPE_CHECKING:  # DRF loads this module while it loads its views
    from rest_framework.request import Request
    from rest_framework.views import APIView


_SIGN_IN = (
    'Send a token as "Authorization: Bearer hh_..."; you make one at /accounts/tokens, an operator with manage.py '
    "token USERNAME. In a browser, sign in at /accounts/sign-in. On a machine of your own, set "
    "API_ALLOW_ANONYMOUS=true."
)
_FOREIGN = (
    "In single-user mode no page of another site may change anything. Name its origin in CORS_ALLOWED_ORIGINS if it is "
    "yours."
)


def visible_to(user: User | AnonymousUser) -> QuerySet[Job]:
    """A user's own jobs; all of them for staff, and where anonymous use makes everybody the one user."""
    if user.is_authenticated:
        return Job.objects.all() if user.is_staff else Job.objects.filter(owner=user.pk)
    return Job.objects.all() if settings.API_ALLOW_ANONYMOUS else Job.objects.none()


class SignedInOrSingleUser(BasePermission):
    """Signed-in users, or everybody where ``API_ALLOW_ANONYMOUS`` says that this is one person's machine."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Whether this request may use any part of the API. Raises NotAuthenticated, with the remedy."""
        if request.user.is_authenticated:
            return True
        if not settings.API_ALLOW_ANONYMOUS:
            raise NotAuthenticated(_SIGN_IN)
        if request.method not in SAFE_METHODS and not _is_own(request):
            raise PermissionDenied(_FOREIGN)
        return True


class StaffOrSingleUser(SignedInOrSingleUser):
    """Staff, or everybody on a machine of one's own."""

    message = "Only staff may look at this."

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Whether this request may see how the service is doing."""
        return super().has_permission(request, view) and bool(settings.API_ALLOW_ANONYMOUS or request.user.is_staff)


def _is_own(request: "Request") -> bool:
    """Whether no browser says that another site's page sends this.

    Without it any page that the single user looks at could send forms to their machine: nobody signs in, so there is
    no cookie that a page might lack, and no token.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    own = f"{request.scheme}://{request.get_host()}"
    return origin in (own, *settings.CSRF_TRUSTED_ORIGINS, *settings.CORS_ALLOWED_ORIGINS)

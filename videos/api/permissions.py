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
    'Send a token as "Authorization: Bearer hh_...", created at /accounts/tokens. In a browser, sign in at '
    "/accounts/sign-in."
)
_CROSS_ORIGIN = (
    "In single-user mode, pages of other sites cannot change anything. If the site is yours, add its origin to "
    "CORS_ALLOWED_ORIGINS."
)


def visible_to(user: User | AnonymousUser) -> QuerySet[Job]:
    """Return the user's own jobs; all jobs for staff and in single-user mode."""
    if user.is_authenticated:
        return Job.objects.all() if user.is_staff else Job.objects.filter(owner=user.pk)
    return Job.objects.all() if settings.API_ALLOW_ANONYMOUS else Job.objects.none()


def is_operator(user: User | AnonymousUser) -> bool:
    """Return whether the user is staff, or the single user of the machine."""
    return bool(settings.API_ALLOW_ANONYMOUS or user.is_staff)


class SignedInOrSingleUser(BasePermission):
    """Signed-in users; everybody in single-user mode (``API_ALLOW_ANONYMOUS``)."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Return whether the request may use the API. Raises NotAuthenticated or PermissionDenied with a remedy."""
        if request.user.is_authenticated:
            return True
        if not settings.API_ALLOW_ANONYMOUS:
            raise NotAuthenticated(_SIGN_IN)
        if request.method not in SAFE_METHODS and not _is_same_origin(request):
            raise PermissionDenied(_CROSS_ORIGIN)
        return True


class StaffOrSingleUser(SignedInOrSingleUser):
    """Staff; everybody in single-user mode."""

    message = "Only staff may view this."

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Return whether the request may see the state of the service."""
        return super().has_permission(request, view) and is_operator(request.user)


def _is_same_origin(request: "Request") -> bool:
    """Return whether no browser says that a page of another site sent the request.

    Without this check, any page that the single user visits could post forms to their machine: without signing in,
    there is no cookie and no CSRF token that the page would lack.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    own = f"{request.scheme}://{request.get_host()}"
    return origin in (own, *settings.CSRF_TRUSTED_ORIGINS, *settings.CORS_ALLOWED_ORIGINS)

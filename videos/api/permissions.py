"""Who may use the API."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from videos.models import Batch, Job, Kit, Project

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


def owner_of(user: User | AnonymousUser) -> User | None:
    """Return who owns what this user makes: nobody on an instance without accounts."""
    return user if user.is_authenticated else None


def visible_to(user: User | AnonymousUser) -> QuerySet[Job]:
    """Return the user's own jobs; all jobs for staff with the permission to view jobs, and in single-user mode."""
    if user.is_authenticated:
        return Job.objects.all() if _is_staff_with(user, "view") else Job.objects.filter(owner=user.pk)
    return Job.objects.all() if settings.API_ALLOW_ANONYMOUS else Job.objects.none()


def projects_visible_to(user: User | AnonymousUser) -> QuerySet[Project]:
    """Return the user's own projects; all for those who may see all jobs."""
    if user.is_authenticated:
        return Project.objects.all() if _is_staff_with(user, "view") else Project.objects.filter(owner=user.pk)
    return Project.objects.all() if settings.API_ALLOW_ANONYMOUS else Project.objects.none()


def batches_visible_to(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Return the user's own batches; all for those who may see all jobs."""
    if user.is_authenticated:
        return Batch.objects.all() if _is_staff_with(user, "view") else Batch.objects.filter(owner=user.pk)
    return Batch.objects.all() if settings.API_ALLOW_ANONYMOUS else Batch.objects.none()


def kits_of(user: User | AnonymousUser) -> QuerySet[Kit]:
    """Return the user's own kits; in single-user mode those that belong to nobody. Staff see those of nobody else."""
    if user.is_authenticated or settings.API_ALLOW_ANONYMOUS:
        return Kit.objects.filter(owner=user.pk)
    return Kit.objects.none()


def owns(user: User | AnonymousUser, job: Job | Batch | Project) -> bool:
    """Return whether the user submitted the job or batch, or is the single user of the machine."""
    return job.owner_id == user.pk if user.is_authenticated else bool(settings.API_ALLOW_ANONYMOUS)


def may_change(user: User | AnonymousUser, job: Job | Batch | Project) -> bool:
    """Return whether the user may cancel and retry the job: its owner, and staff with the permission to change jobs."""
    return owns(user, job) or _is_staff_with(user, "change")


def may_delete(user: User | AnonymousUser, job: Job | Batch) -> bool:
    """Return whether the user may delete the job: its owner, and staff with the permission to delete jobs."""
    return owns(user, job) or _is_staff_with(user, "delete")


def is_operator(user: User | AnonymousUser) -> bool:
    """Return whether the user is staff who may view all jobs, or the single user of the machine."""
    return bool(settings.API_ALLOW_ANONYMOUS or _is_staff_with(user, "view"))


def _is_staff_with(user: User | AnonymousUser, permission: str) -> bool:
    """Return whether the user is staff with this permission for jobs, the same as in the admin."""
    return bool(user.is_staff and user.has_perm(f"videos.{permission}_job"))


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


class OwnerOrPermitted(SignedInOrSingleUser):
    """For what a user can see of jobs: those of others are changed with the permissions of the admin only."""

    message = "You may view this job, but not change it. An administrator can give you the permission."

    def has_object_permission(self, request: "Request", view: "APIView", obj: Job) -> bool:
        """Return whether the user may do this to the job."""
        if request.method in SAFE_METHODS:
            return True
        return may_delete(request.user, obj) if request.method == "DELETE" else may_change(request.user, obj)


class StaffOrSingleUser(SignedInOrSingleUser):
    """Staff with the permission to view jobs; everybody in single-user mode."""

    message = "Only staff with the permission to view jobs may view this."

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

"""Who may use the API: what the rules make of a request."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from rest_framework.exceptions import NotAuthenticated, PermissionDenied

from videos.api.permissions import (
    SignedInOrSingleUser,
    StaffOrSingleUser,
    may_change,
    may_delete,
    owns,
    visible_to,
)
from videos.tests.factories import JobFactory, UserFactory, staff_with

pytestmark = pytest.mark.django_db


def request(user=None, method: str = "GET", **headers: str) -> HttpRequest:
    asked = RequestFactory(headers=headers).generic(method, "/api/videos")
    asked.user = user or AnonymousUser()
    return asked


def may_use(asked: HttpRequest) -> bool:
    return SignedInOrSingleUser().has_permission(asked, view=None)


def may_operate(asked: HttpRequest) -> bool:
    return StaffOrSingleUser().has_permission(asked, view=None)


@pytest.fixture
def for_many(settings):
    settings.API_ALLOW_ANONYMOUS = False


# --- which jobs


def test_users_see_their_own_jobs_and_staff_see_all(for_many):
    ada, bob, staff = UserFactory(), UserFactory(), staff_with("view_job")
    of_ada, of_bob, of_nobody = JobFactory(owner=ada), JobFactory(owner=bob), JobFactory()
    assert list(visible_to(ada)) == [of_ada]
    assert set(visible_to(staff)) == {of_ada, of_bob, of_nobody}


def test_signed_in_users_see_their_own_jobs_on_a_machine_for_one_user_too():
    JobFactory()
    assert not visible_to(UserFactory()).exists()


def test_anonymous_visitors_see_all_jobs_only_on_a_machine_for_one_user(settings):
    JobFactory()
    assert visible_to(AnonymousUser()).count() == 1
    settings.API_ALLOW_ANONYMOUS = False
    assert visible_to(AnonymousUser()).count() == 0


def test_staff_without_the_permission_to_view_jobs_see_their_own(for_many):
    staff = staff_with()
    JobFactory()
    own = JobFactory(owner=staff)
    assert list(visible_to(staff)) == [own]


def test_the_permission_alone_is_not_enough(for_many):
    JobFactory()
    once_staff = staff_with("view_job")
    once_staff.is_staff = False
    assert not visible_to(once_staff).exists()


def test_a_job_is_changed_by_its_owner_and_by_staff_with_the_permission(for_many):
    owner = UserFactory()
    job = JobFactory(owner=owner)
    viewer, changer, remover = staff_with("view_job"), staff_with("change_job"), staff_with("delete_job")
    users = (owner, UserFactory(), viewer, changer, remover, AnonymousUser())
    assert [may_change(user, job) for user in users] == [True, False, False, True, False, False]
    assert [may_delete(user, job) for user in users] == [True, False, False, False, True, False]


def test_a_single_user_changes_every_job():
    job = JobFactory(owner=UserFactory())
    assert may_change(AnonymousUser(), job)
    assert may_delete(AnonymousUser(), job)


def test_nobody_owns_a_job_without_an_owner(for_many):
    job = JobFactory()
    assert [owns(user, job) for user in (UserFactory(), staff_with("view_job"), AnonymousUser())] == [False] * 3


# --- who


def test_a_user_may_use_the_api_and_staff_may_operate_the_service(for_many):
    ada, staff = UserFactory(), staff_with("view_job")
    assert [may_use(request(user, "POST")) for user in (ada, staff)] == [True, True]
    assert [may_operate(request(user)) for user in (ada, staff, staff_with())] == [False, True, False]


def test_a_stranger_learns_how_to_sign_in(for_many):
    for rule in (may_use, may_operate):
        with pytest.raises(NotAuthenticated, match="created at /accounts/tokens"):
            rule(request())


def test_a_single_user_may_do_all_without_signing_in():
    assert may_use(request(method="DELETE"))
    assert may_operate(request())


# --- from where, on a machine for one user


OWN = [
    {},
    {"Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": "https://app.example.org"},
    {"Origin": "https://trusted.example.org"},
]
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver:8000"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.fixture
def friends(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example.org"]


@pytest.mark.usefixtures("friends")
@pytest.mark.parametrize("headers", OWN)
def test_a_page_of_ones_own_may_change_something(headers):
    assert may_use(request(method="POST", **headers))


@pytest.mark.usefixtures("friends")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_site_may_change_nothing_and_learns_why(headers, method):
    with pytest.raises(PermissionDenied, match="CORS_ALLOWED_ORIGINS"):
        may_use(request(method=method, **headers))


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("headers", FOREIGN)
def test_what_changes_nothing_is_asked_from_anywhere(headers, method):
    assert may_use(request(method=method, **headers))


def test_a_user_who_signed_in_is_asked_for_no_origin():
    assert may_use(request(UserFactory(), "POST", Origin="https://evil.example"))

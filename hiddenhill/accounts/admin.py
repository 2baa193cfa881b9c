"""Users in the admin, whom staff may invite; API tokens and identities, which they may list and remove."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from hiddenhill.accounts import invitations, outgoing
from hiddenhill.accounts.forms import InvitationForm
from hiddenhill.accounts.invitations import CannotInvite
from hiddenhill.accounts.models import Identity, Token

admin.site.unregister(User)


@admin.register(User)
class InvitingUserAdmin(UserAdmin):  # type: ignore[type-arg]
    """Django's page for users, and a page to invite one."""

    change_list_template = "accounts/admin/users.html"
    actions = ("invite_again",)

    def get_urls(self) -> list[URLPattern]:
        """The usual URLs, and that of the invitation."""
        invite = path("invite/", self.admin_site.admin_view(self.invite), name="auth_user_invite")
        return [invite, *super().get_urls()]

    def invite(self, request: HttpRequest) -> HttpResponse:
        """Make a user without a password, and have a link sent to the person."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                user = invitations.user_for(form.cleaned_data["email"], form.cleaned_data["username"])
                outgoing.invite(user.pk)
            except CannotInvite as error:
                form.add_error(None, str(error))
            else:
                self.log_addition(request, user, "Invited.")
                self.message_user(request, f"An invitation is on its way to {user.email}.", messages.SUCCESS)
                return redirect("admin:auth_user_changelist")
        context: dict[str, Any] = {"form": form, "title": "Invite a person", "opts": self.opts}
        return render(request, "accounts/admin/invite.html", self.admin_site.each_context(request) | context)

    @admin.action(description="Send the invitation again", permissions=["add"])
    def invite_again(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Send a link to the selected users, apart from those who have a password or no address."""
        waiting = [user for user in users if user.is_active and user.email and not user.has_usable_password()]
        for user in waiting:
            outgoing.invite(user.pk)
        left = users.count() - len(waiting)
        note = f" Left out: {left}, who have a password, no e-mail address, or are not active." if left else ""
        self.message_user(request, f"Invitations sent: {len(waiting)}.{note}", messages.SUCCESS)


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A token cannot be edited, and only its owner or ``manage.py token`` creates one."""

    list_display = ("token_key", "user", "name", "created", "expiry")
    search_fields = ("token_key", "name", "user__username")
    list_select_related = ("user",)
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """False: the user who creates a token sees it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """False: a token never changes."""
        return False


@admin.register(Identity)
class IdentityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who is who at the OpenID provider. After one is deleted, the e-mail address decides whose account it is."""

    list_display = ("user", "subject", "issuer", "created_at")
    search_fields = ("user__username", "user__email", "subject")
    list_select_related = ("user",)
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """False: only a sign-in adds one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Identity | None = None) -> bool:
        """False: an identity never changes."""
        return False

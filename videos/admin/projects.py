"""Projects in the admin: whose they are, and their jobs."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from videos.jobs import sharing
from videos.models import Project


class Reasons(ActionForm):
    """The action, and why."""

    reason = forms.CharField(required=False, max_length=500, label="Reason, for the owner:")


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The videos of one paper that one user has. A project goes with the last of its jobs."""

    list_display = ("paper", "owner", "jobs_link", "visibility", "created_at")
    list_filter = ("visibility", "created_at")
    actions = ("take_down", "restore")
    action_form = Reasons
    list_select_related = ("owner",)
    search_fields = ("id", "pubmed_id", "title", "owner__username")
    search_help_text = "Search by project id, PubMed id, title or user."
    show_full_result_count = False
    list_per_page = 50
    fields = ("id", "paper", "owner", "jobs_link", "visibility", "taken_down", "opened", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        """Count the jobs of each project."""
        projects: QuerySet[Project] = super().get_queryset(request)
        return projects.annotate(number=Count("jobs"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a project is made with its first job."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        """Refuse: projects are not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        """Refuse: a project is deleted with its last job."""
        return False

    def has_share_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may take pages down: with the permission to change jobs, as in the API."""
        return request.user.has_perm("videos.change_job")

    def view_on_site(self, project: Project) -> str | None:
        """Return the page that everyone who has the link sees; None while the project is private."""
        return reverse("shared", args=[project.slug]) if project.slug else None

    @admin.action(description="Take the pages of selected projects down", permissions=["share"])
    def take_down(self, request: HttpRequest, projects: QuerySet[Project]) -> None:
        """Let the links of the projects lead nowhere, at once. The owners read the reason."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, "Nothing was done. Say why, for the owner, beside the action.", messages.ERROR)
            return
        count = sum(sharing.take_down(project_id, reason) for project_id in projects.values_list("pk", flat=True))
        self.message_user(request, f"{count} taken down.", messages.SUCCESS)

    @admin.action(description="Restore the pages of selected projects", permissions=["share"])
    def restore(self, request: HttpRequest, projects: QuerySet[Project]) -> None:
        """Let the links of the projects that were taken down lead to them again."""
        count = sum(sharing.restore(project_id) for project_id in projects.values_list("pk", flat=True))
        self.message_user(request, f"{count} restored.", messages.SUCCESS)

    @admin.display(description="Opened")
    def opened(self, project: Project) -> str:
        """Return how often the page was opened."""
        return str(sharing.views(project).total)

    @admin.display(description="Paper", ordering="title")
    def paper(self, project: Project) -> str:
        """Return the title, once known, and the id."""
        return f"{project.title} ({project.pubmed_id})" if project.title else project.pubmed_id

    @admin.display(description="Jobs", ordering="number")
    def jobs_link(self, project: Project) -> SafeString:
        """Return the number of its jobs, linked to their list."""
        url = reverse("admin:videos_job_changelist", query={"project__id__exact": project.pk})
        number: int = project.number  # type: ignore[attr-defined]
        return format_html('<a href="{}">{}</a>', url, number)

"""Projects in the admin: whose they are, and their jobs."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from videos.models import Project


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The videos of one paper that one user has. A project goes with the last of its jobs."""

    list_display = ("paper", "owner", "jobs_link", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("owner",)
    search_fields = ("id", "pubmed_id", "title", "owner__username")
    search_help_text = "Search by project id, PubMed id, title or user."
    show_full_result_count = False
    list_per_page = 50
    fields = ("id", "paper", "owner", "jobs_link", "created_at")

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

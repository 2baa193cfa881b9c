"""Filters of the job list."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from videos.models import Job, Status
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id


class JobFilter(filters.FilterSet):  # type: ignore[misc]
    """``status``, ``project``, ``batch`` and ``pubmed_id``, in any form that generate accepts."""

    status = filters.ChoiceFilter(choices=Status.choices)
    project = filters.UUIDFilter(field_name="project_id", help_text="Only jobs of this project.")
    batch = filters.UUIDFilter(field_name="batch_id", help_text="Only jobs of this batch.")
    pubmed_id = filters.CharFilter(
        method="with_id", help_text="Only jobs of this paper, in any form that generate accepts."
    )

    class Meta:
        model = Job
        fields = ("status", "project", "batch", "pubmed_id")

    def with_id(self, jobs: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Return the jobs with this id; none if the text is not an id."""
        try:
            return jobs.filter(pubmed_id=parse_id(value))
        except InvalidId:
            return jobs.none()

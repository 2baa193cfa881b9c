"""Filters of the job list."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from videos import search
from videos.models import Job, Status
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id


class JobFilter(filters.FilterSet):  # type: ignore[misc]
    """``search``, ``status``, ``project``, ``batch`` and ``pubmed_id``, in any form that generate accepts."""

    status = filters.ChoiceFilter(choices=Status.choices)
    project = filters.UUIDFilter(field_name="project_id", help_text="Only jobs of this project.")
    batch = filters.UUIDFilter(field_name="batch_id", help_text="Only jobs of this batch.")
    pubmed_id = filters.CharFilter(
        method="with_id", help_text="Only jobs of this paper, in any form that generate accepts."
    )
    search = filters.CharFilter(
        label="Words",
        method="with_words",
        max_length=search.LONGEST_SEARCH,
        help_text="Only jobs of papers with all these words in title, authors, journal, main MeSH headings or ids: in "
        "any order, without case and accents. The last may be the beginning of a word.",
    )

    class Meta:
        model = Job
        fields = ("status", "project", "batch", "pubmed_id", "search")

    def with_words(self, jobs: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Return the jobs of the papers that a search finds."""
        return jobs.filter(search.asked(value, "project__words"))

    def with_id(self, jobs: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Return the jobs with this id; none if the text is not an id."""
        try:
            return jobs.filter(pubmed_id=parse_id(value))
        except InvalidId:
            return jobs.none()

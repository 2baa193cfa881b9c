"""What the library is asked to list: search, filter, order, and how many papers each filter has."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from rest_framework.request import Request

from videos import search
from videos.api.ordering import JobPages
from videos.models import UNDER_WAY, Job, Status
from videos.pages.cards import newest_of_papers

STATUSES = {
    "": ("All", tuple(Status)),
    "completed": ("Finished", (Status.COMPLETED,)),
    "unfinished": ("In progress", UNDER_WAY),
    "review": ("To review", (Status.REVIEW,)),
    "failed": ("Failed", (Status.FAILED,)),
    "cancelled": ("Cancelled", (Status.CANCELLED,)),
}
SORTS = {
    "": ("Newest first", "-created_at"),
    "oldest": ("Oldest first", "created_at"),
    "title": ("Title", "title"),
    "shortest": ("Shortest first", "duration"),
    "longest": ("Longest first", "-duration"),
}
"""The words for each order, and its name in the API."""

PER_PAGE = 24
"""A multiple of two, three and four, so that rows are full."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A part of the library: the ``url`` that shows it, and its ``number`` of papers."""

    value: str
    name: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Papers that the search ``words`` find and that have a job of the ``status``; with ``project``, its jobs alone."""

    words: str = ""
    status: str = ""
    sort: str = ""
    project: UUID | None = None

    @classmethod
    def asked(cls, query: QueryDict) -> "Listing":
        """The listing of a URL. What it does not know counts as not asked."""
        status, sort = query.get("status", ""), query.get("sort", "")
        return cls(
            query.get("q", "").strip()[: search.LONGEST_SEARCH],
            status if status in STATUSES else "",
            sort if sort in SORTS else "",
            as_uuid(query.get("project", "")),
        )

    @property
    def query(self) -> str:
        """What a URL says of it, without a question mark; "" of all papers, newest first."""
        asked = {"q": self.words, "status": self.status, "sort": self.sort, "project": self.project}
        return urlencode({name: value for name, value in asked.items() if value})

    def cards(self, jobs: QuerySet[Job], among: Q | None = None) -> QuerySet[Job]:
        """The job of each card: of each paper the newest that is listed. ``among`` limits them to some papers."""
        of_status = jobs.filter(status__in=STATUSES[self.status][1]) if self.status else jobs
        if self.project is None:
            of_status = newest_of_papers(of_status)
        return self._found(of_status if among is None else of_status.filter(among))

    def filters(self, jobs: QuerySet[Job], url: str) -> list[Filter]:
        """How many papers each filter has in this search, in one query. Each job counts where each has a card."""
        card = F("pk") if self.project else Coalesce("project", "pk")
        found = self._found(jobs).select_related(None).order_by().annotate(card=card)
        some = [(value, statuses) for value, (_, statuses) in STATUSES.items() if value]
        there = {f"in_{value}": Max(Case(When(status__in=each, then=1), default=0)) for value, each in some}
        cards = found.values("card").annotate(**there)
        numbers = cards.aggregate(of_=Count("card"), **{f"of_{value}": Sum(f"in_{value}") for value, _ in some})
        return [
            Filter(value, name, numbers[f"of_{value}"] or 0, self._url(url, value))
            for value, (name, _) in STATUSES.items()
        ]

    def _found(self, jobs: QuerySet[Job]) -> QuerySet[Job]:
        if self.words:
            jobs = jobs.filter(search.asked(self.words, "project__words"))
        return jobs.filter(project=self.project) if self.project else jobs

    def _url(self, url: str, status: str) -> str:
        query = Listing(self.words, status, self.sort, self.project).query
        return f"{url}?{query}" if query else url


class LibraryPages(JobPages):
    """Pages of cards, in the order of a listing."""

    page_size = PER_PAGE

    def __init__(self, listing: Listing) -> None:
        self._sort = SORTS[listing.sort][1]

    def order(self, request: Request) -> str:
        """Return the order of the listing."""
        return self._sort


def as_uuid(text: str) -> UUID | None:
    """The id that a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None

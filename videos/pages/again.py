"""Asks for a video once more: the fields of the studio as they were for an earlier job."""

from collections.abc import Iterator

from django.http import QueryDict

from videos.jobs import projects
from videos.models import Job, Priority
from videos.pipeline.options import Choice, Format, Options, Theme, declared


def query(job: Job) -> QueryDict:
    """Return the paper and each option that is not the default, as the studio's form and its URL name them."""
    fields = QueryDict(mutable=True)
    fields["pubmed_id"] = job.pubmed_id
    fields.update(dict(_changed(job.options)))
    if (shapes := formats(job)) != [Options().format]:
        fields.setlist("formats", [shape.value for shape in shapes])
    if job.review:
        fields["review"] = "true"
    if job.priority != Priority.NORMAL:
        fields["priority"] = job.priority
    return fields


def formats(job: Job) -> list[Format]:
    """Return the formats of the request that the job belongs to, in the order of ``Format``."""
    jobs = projects.renditions(job)
    shapes = [each.options.format for each in jobs] + projects.to_come(jobs)
    return [shape for shape in Format if shape in shapes]


def _changed(options: Options) -> Iterator[tuple[str, str]]:
    for option in declared():
        if (value := getattr(options, option.name)) != option.default and option.name != "format":
            yield option.name, _as_text(value)
    for option in declared(Theme):
        if value := getattr(options.theme, option.name):
            yield f"theme.{option.name}", value


def _as_text(value: Choice | bool | float) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.value if isinstance(value, Choice) else f"{value:g}"

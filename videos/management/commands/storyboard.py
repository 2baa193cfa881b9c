"""Show the storyboard of a job, and approve it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.utils.encoders import JSONEncoder

from videos.api.serializers.storyboards import content
from videos.jobs import storyboards
from videos.models import Job
from videos.pipeline.errors import StoryboardUnreadable


class Command(BaseCommand):
    """``manage.py storyboard``: review a job without the API or the pages."""

    help = "Show the current version of a job's storyboard, or approve it: the video is then made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=UUID, metavar="JOB")
        parser.add_argument("--json", action="store_true", help="Show it as the API returns it.")
        parser.add_argument("--approve", action="store_true", help="Approve the current version, and show nothing.")

    def handle(self, *args: Any, job: UUID, approve: bool, **options: Any) -> None:
        found = Job.objects.filter(pk=job).first()
        if found is None:
            raise CommandError(f"No such job: {job}.")
        try:
            lines = [_approved(found)] if approve else _shown(found, as_json=options["json"])
        except (storyboards.VersionConflict, storyboards.PaperChanged, StoryboardUnreadable) as error:
            raise CommandError(str(error)) from error
        except storyboards.NotInReview as error:
            raise CommandError(f"Nothing was approved: the job is {found.status}, and not in review.") from error
        self.stdout.write("\n".join(lines))


def _approved(job: Job) -> str:
    approved = storyboards.approve(job, by="manage.py")
    return f"{approved.pk}  {approved.pubmed_id}  {approved.status}"


def _shown(job: Job, *, as_json: bool) -> list[str]:
    version = storyboards.current(job)
    if version is None:
        raise CommandError(f"The job is {job.status}, and has no storyboard.")
    board = content(version)
    return [json.dumps(board, cls=JSONEncoder, ensure_ascii=False, indent=1)] if as_json else list(_lines(board, job))


def _lines(board: dict[str, Any], job: Job) -> Iterator[str]:
    yield board["title"]
    promised = f"about {board['seconds']:.0f} s of at most {board['promised_seconds']:.0f}"
    yield f"Version {board['version']}, {promised}; the job is {job.status}."
    if board["omissions"]:
        yield f"Left out: {', '.join(board['omissions'])}."
    yield from (f"Warning: {warning['text']}" for warning in board["warnings"])
    yield from (f"Changed: {change}" for change in board["changes"])
    yield "\nWhat is read, with the number of each sentence in the abstract:"
    yield from map(_item, board["items"])
    for scene in board["scenes"]:
        label = f" {scene['label']}" if scene["label"] else ""
        yield f"\n{scene['number']}.{label} ({scene['layout']}, {scene['seconds']:.0f} s)"
        yield from (f"   {sentence['spoken']}" for sentence in scene["sentences"])
        if scene["picture"]:
            yield f"   [{scene['picture']['text']}]"


def _item(item: dict[str, Any]) -> str:
    whose = "card of the makers" if item["index"] is None else f"sentence {item['index']}"
    left_out = "".join(f" [left out: {cut['text']}]" for cut in item["cuts"] if cut["on"])
    chosen = "".join(f" [{name}: {item[name]}]" for name in ("heading", "layout") if item[name])
    return f"   {item['position']}. {whose}: {item['text']}{left_out}{chosen}"

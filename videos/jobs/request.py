"""A validated request for a video."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from videos.models import Priority
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Format, Options

_DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """The paper and how to make its video. With ``refresh`` an existing video is not reused.

    With ``review`` the job waits after its script until the storyboard is approved, and nothing is reused.

    ``formats`` are those of a request for several videos of one script, the one in ``options`` first; () for one video.
    """

    pubmed_id: PaperId
    priority: Priority = Priority.NORMAL
    refresh: bool = False
    review: bool = False
    options: Options = _DEFAULTS
    webhook_url: str = ""
    formats: tuple[Format, ...] = ()

    def digest(self) -> str:
        """Equal for equal requests. Only what is not a default counts, so that a new option changes nothing."""
        asked = _without(asdict(self), asdict(VideoRequest(PaperId(""))))
        asked["options"] = _without(asdict(self.options), asdict(_DEFAULTS))
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _without(values: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != defaults[name]}

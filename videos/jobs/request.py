"""A validated request for a video."""

import hashlib
import json
from dataclasses import asdict, dataclass

from videos.models import Priority
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Options

_DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """The paper and how to make its video. With ``refresh`` an existing video is not reused.

    With ``review`` the job waits after its script until the storyboard is approved, and nothing is reused.
    """

    pubmed_id: PaperId
    priority: Priority = Priority.NORMAL
    refresh: bool = False
    review: bool = False
    options: Options = _DEFAULTS
    webhook_url: str = ""

    def digest(self) -> str:
        """Equal for equal requests."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

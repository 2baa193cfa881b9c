"""What a request comes to, once it is understood."""

import hashlib
import json
from dataclasses import asdict, dataclass

from videos.models import Priority
from videos.pipeline.identifiers import PaperId
from videos.pipeline.options import Options

_USUAL = Options()


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """What is asked for: the paper by its normalised id, how urgently, whether a video that exists will not do,
    what was chosen for it, and who is to be told of its end."""

    pubmed_id: PaperId
    priority: Priority = Priority.NORMAL
    refresh: bool = False
    options: Options = _USUAL
    webhook_url: str = ""

    def digest(self) -> str:
        """The same for the same order."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

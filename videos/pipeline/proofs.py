"""Divides the packets of a file among its scenes, and says what can be proved of them.

A proof is a digest of packets, as they were read from a file, and of what they show or say. Once packets were decoded
and found right, it is kept, and the same packets need no second look: they decode to the same in any file.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, chain, pairwise

from videos.pipeline.artifacts import Clip
from videos.pipeline.artifacts.media import SlideLike
from videos.pipeline.outside import media

_MARGIN = 2
"""Audio packets before and after the speech that belong to its proof: each overlaps its neighbours."""


@dataclass(frozen=True, slots=True)
class ScenePackets:
    """The packets of a scene. Their ``at`` counts from its start: frames, and blocks of audio from the nearest one.

    ``blocks`` is the number of blocks that it has room for. ``parameters`` decide how its packets are decoded.
    """

    pictures: tuple[media.Packet, ...]
    audio: tuple[media.Packet, ...]
    blocks: int
    parameters: bytes

    @property
    def key(self) -> media.Packet | None:
        """The picture at which a player can start the scene."""
        return next((packet for packet in self.pictures if packet.is_key and packet.at == 0), None)

    def slide_proof(self, slide: SlideLike) -> bytes:
        """The scene starts with this slide."""
        return self._proof(b"starts with", slide.made_from, [self.key] if self.key else [])

    def fade_proof(self, slide: SlideLike) -> bytes:
        """The scene ends with this slide."""
        return self._proof(b"ends with", slide.made_from, self.pictures)

    def speech_proof(self, clip: Clip) -> bytes:
        """The scene says each sentence of the clip aloud. The silence at its ends may be cut differently elsewhere."""
        words = list(chain.from_iterable(clip.sentences))
        blocks = [round(time * media.AUDIO_RATE / media.BLOCK) for word in words for time in (word.start, word.end)]
        first, last = min(blocks, default=0) - _MARGIN, max(blocks, default=0) + _MARGIN
        return self._proof(b"says", repr(clip).encode(), [each for each in self.audio if first <= each.at <= last])

    def _proof(self, says: bytes, what: bytes, packets: Iterable[media.Packet]) -> bytes:
        digest = blake2b(digest_size=32)
        for part in (self.parameters, says, what):
            digest.update(b"%d " % len(part) + part)
        for packet in packets:
            digest.update(b" %d %d %d " % (packet.at, packet.is_key, len(packet.content)) + packet.content)
        return digest.digest()


def scene_packets(contents: media.Contents, clips: Sequence[Clip]) -> list[ScenePackets]:
    """The packets of each scene."""
    starts = list(accumulate((clip.frames for clip in clips), initial=0))
    blocks = [media.first_block(start) for start in starts]
    pictures, audio = _divided(contents.pictures, starts), _divided(contents.audio, blocks)
    rooms = (end - start for start, end in pairwise(blocks))
    return [
        ScenePackets(tuple(shown), tuple(heard), room, contents.parameters)
        for shown, heard, room in zip(pictures, audio, rooms, strict=True)
    ]


def _divided(packets: Iterable[media.Packet], starts: Sequence[int]) -> list[list[media.Packet]]:
    """The packets between each start and the next."""
    parts: list[list[media.Packet]] = [[] for _ in starts]
    for packet in packets:
        number = bisect_right(starts, packet.at) - 1
        if number >= 0:
            parts[number].append(media.Packet(packet.at - starts[number], packet.is_key, packet.content))
    return parts[:-1]

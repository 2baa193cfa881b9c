"""The video file: the only package that knows PyAV, and through it FFmpeg, x264 and AAC.

A picture travels as one uint8 array of shape (height * 3 / 2, width): the luma plane and, below it, the two
quarter-size colour planes, BT.709 in limited range (FFmpeg's ``yuv420p``).
"""

from videos.pipeline.outside.media.picture import Pixels, to_yuv
from videos.pipeline.outside.media.reader import AudioTrack, Tracks, VideoTrack, captions, key_pictures, probe, sound
from videos.pipeline.outside.media.writer import AUDIO_RATE, Chapter, Writer

__all__ = [
    "AUDIO_RATE",
    "AudioTrack",
    "Chapter",
    "Pixels",
    "Tracks",
    "VideoTrack",
    "Writer",
    "captions",
    "key_pictures",
    "probe",
    "sound",
    "to_yuv",
]

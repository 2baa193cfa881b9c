"""The video file: the only package that knows PyAV, and through it FFmpeg, x264 and AAC.

A picture travels as one uint8 array of shape (height * 3 / 2, width): the luma plane and, below it, the two
quarter-size colour planes, BT.709 in limited range (FFmpeg's ``yuv420p``).
"""

from videos.pipeline.outside.media.loudness import loudness
from videos.pipeline.outside.media.picture import Pixels, cut, paste, to_yuv
from videos.pipeline.outside.media.reader import AudioTrack, Tracks, VideoTrack, captions, key_pictures, probe, sound
from videos.pipeline.outside.media.writer import AUDIO_RATE, Chapter, Film, Shot, reel

__all__ = [
    "AUDIO_RATE",
    "AudioTrack",
    "Chapter",
    "Film",
    "Pixels",
    "Shot",
    "Tracks",
    "VideoTrack",
    "captions",
    "cut",
    "key_pictures",
    "loudness",
    "paste",
    "probe",
    "reel",
    "sound",
    "to_yuv",
]

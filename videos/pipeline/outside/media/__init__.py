"""The video file: the only package that knows PyAV, and through it FFmpeg, x264 and AAC.

A picture travels as one uint8 array of shape (height * 3 / 2, width): the luma plane and, below it, the two
quarter-size colour planes, BT.709 in limited range (FFmpeg's ``yuv420p``).
"""

from videos.pipeline.outside.media.audio import AUDIO_RATE, encoded_sound
from videos.pipeline.outside.media.loudness import loudness
from videos.pipeline.outside.media.mp4 import boxes
from videos.pipeline.outside.media.picture import Pixels, cut, paste, to_yuv
from videos.pipeline.outside.media.reader import (
    AudioTrack,
    Tracks,
    VideoTrack,
    captions,
    key_pictures,
    picture_at,
    probe,
    sound,
)
from videos.pipeline.outside.media.segments import Fade, FrameChange, KeyFrame, VideoSegment, key_frame, video_segment
from videos.pipeline.outside.media.writer import Chapter, Mp4Writer

__all__ = [
    "AUDIO_RATE",
    "AudioTrack",
    "Chapter",
    "Fade",
    "FrameChange",
    "KeyFrame",
    "Mp4Writer",
    "Pixels",
    "Tracks",
    "VideoSegment",
    "VideoTrack",
    "boxes",
    "captions",
    "cut",
    "encoded_sound",
    "key_frame",
    "key_pictures",
    "loudness",
    "paste",
    "picture_at",
    "probe",
    "sound",
    "to_yuv",
    "video_segment",
]

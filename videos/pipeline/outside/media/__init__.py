"""Encoding and reading video files: the only package that uses PyAV (FFmpeg, x264 and AAC).

A picture is one uint8 array of shape (height * 3 / 2, width): the luma plane and, below it, the two quarter-size
colour planes, BT.709 in limited range (FFmpeg's ``yuv420p``).
"""

from videos.pipeline.outside.media.audio import AUDIO_RATE, BLOCK, encode_audio, first_block, sound_file
from videos.pipeline.outside.media.h264 import CodedFrame
from videos.pipeline.outside.media.loudness import loudness
from videos.pipeline.outside.media.mp4 import boxes
from videos.pipeline.outside.media.picture import Pixels, cut, paste, to_yuv
from videos.pipeline.outside.media.reader import (
    AudioTrack,
    Contents,
    Packet,
    Tracks,
    VideoTrack,
    captions,
    contents,
    decode_audio,
    decode_frame,
    decode_key_frames,
    probe,
)
from videos.pipeline.outside.media.segments import (
    Fade,
    FrameChange,
    KeyFrame,
    Painted,
    SceneSegment,
    VideoSegment,
    all_frames,
    changed_frames,
    key_frame,
    video_segment,
)
from videos.pipeline.outside.media.writer import Chapter, Mp4Writer

__all__ = [
    "AUDIO_RATE",
    "BLOCK",
    "AudioTrack",
    "Chapter",
    "CodedFrame",
    "Contents",
    "Fade",
    "FrameChange",
    "KeyFrame",
    "Mp4Writer",
    "Packet",
    "Painted",
    "Pixels",
    "SceneSegment",
    "Tracks",
    "VideoSegment",
    "VideoTrack",
    "all_frames",
    "boxes",
    "captions",
    "changed_frames",
    "contents",
    "cut",
    "decode_audio",
    "decode_frame",
    "decode_key_frames",
    "encode_audio",
    "first_block",
    "key_frame",
    "loudness",
    "paste",
    "probe",
    "sound_file",
    "to_yuv",
    "video_segment",
]

"""The settings that decide how a video is made reach the tools and the fingerprint."""

import pytest

from videos.engines import tools
from videos.engines.fingerprint import fingerprint
from videos.pipeline.options import Engine, Options


@pytest.mark.parametrize("value", [True, False])
def test_the_tools_encode_all_frames_if_the_setting_says_so(settings, value):
    settings.ENCODE_ALL_FRAMES = value
    assert tools.configured(Options(voice=Engine.ESPEAK)).encode_all_frames is value


def test_encoding_all_frames_changes_the_fingerprint(settings):
    fingerprints = set()
    for value in (False, True):
        settings.ENCODE_ALL_FRAMES = value
        fingerprints.add(fingerprint(Options()))
    assert len(fingerprints) == 2

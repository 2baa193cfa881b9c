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


def test_what_is_allowed_of_full_texts_changes_the_fingerprint_of_videos_that_use_them(settings):
    settings.PMC_CLOUD_URL = "https://archive.invalid/"
    fingerprints, without = set(), set()
    for name in ("FULL_TEXT_SHARE_ALIKE", "FULL_TEXT_NON_COMMERCIAL", "PMC_CLOUD_URL"):
        fingerprints.add(fingerprint(Options()))
        without.add(fingerprint(Options(full_text=False)))
        setattr(settings, name, "" if name == "PMC_CLOUD_URL" else True)
    assert (len({*fingerprints, fingerprint(Options())}), len(without)) == (4, 1)


def test_the_archives_are_those_whose_urls_are_set(settings):
    settings.PMC_CLOUD_URL = settings.EUROPE_PMC_URL = ""
    assert tools.configured(Options(voice=Engine.ESPEAK)).archives is None
    settings.EUROPE_PMC_URL = "https://archive.invalid/"
    archives = tools.configured(Options(voice=Engine.ESPEAK)).archives
    assert archives
    assert (archives.cloud, archives.mirror is None) == (None, False)

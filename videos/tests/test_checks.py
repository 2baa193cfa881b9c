"""The system checks that refuse settings with which jobs would fail later."""

import pytest
from django.core.management import call_command
from PIL import Image

from videos.checks import limits_agree, theme_can_be_drawn


@pytest.mark.django_db
def test_check_writes_no_file(settings, tmp_path):
    Image.new("RGB", (200, 80), "teal").save(tmp_path / "logo.png")
    settings.THEME_LOGO = str(tmp_path / "logo.png")
    call_command("check")
    assert theme_can_be_drawn(None) == []
    assert [path.name for path in tmp_path.rglob("*")] == ["logo.png"]


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("JOB_SILENCE_SECONDS", 301, "videos.E001"),
        ("JOB_LEASE_SECONDS", 4, "videos.E002"),
        ("RECOVER_EVERY_SECONDS", 0, "videos.E003"),
        ("LLM_TIMEOUT", 30, "videos.E004"),
        ("S3_TIMEOUT", 15, "videos.E008"),
        ("SPEECH_TIMEOUT", 15, "videos.E011"),
    ],
)
def test_a_limit_without_room_for_what_happens_within_it_is_refused(settings, name, value, error):
    settings.JOB_SILENCE_SECONDS, settings.JOB_STAGE_SECONDS, settings.LLM_MODEL = 60, 300, "a-model"
    settings.LLM_TIMEOUT, settings.S3_TIMEOUT, settings.JOB_LEASE_SECONDS = 29, 14, 5
    settings.AWS_STORAGE_BUCKET_NAME = "videos"
    settings.SPEECH_BASE_URL, settings.SPEECH_TIMEOUT = "http://127.0.0.1:1/v1", 14
    assert limits_agree(None) == []
    setattr(settings, name, value)
    assert [found.id for found in limits_agree(None)] == [error]

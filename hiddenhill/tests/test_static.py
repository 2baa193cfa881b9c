"""Static files, as the image serves them."""

import json

from django.core.management import call_command


def test_every_static_file_gets_a_name_with_its_hash(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    # Without compression, which takes two seconds. A reference to a missing file fails here, too.
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    call_command("collectstatic", interactive=False, verbosity=0)
    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]["hiddenhill/style.css"]
    assert named != "hiddenhill/style.css"
    assert (tmp_path / named).exists()

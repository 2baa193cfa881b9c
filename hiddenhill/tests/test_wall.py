"""The wall between web and worker: only a worker loads the media engines."""

import json
import os
import subprocess
import sys

from hiddenhill.settings import BASE_DIR

ENGINES = {"av", "hibari", "onnx", "onnxruntime", "piper", "pypdfium2", "typst"}
OPTIONAL = {"onnx", "piper"}

WEB = """
import hiddenhill.urls
import hiddenhill.accounts.management.commands.token
from videos.management.commands import api, migrate, scheduler
"""


def loaded(imports: str, var: str) -> set[str]:
    """The modules of a process that has set Django up and done these imports."""
    code = f"import django, json, sys; django.setup()\n{imports}\nprint(json.dumps(list(sys.modules)))"
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": var}
    environment |= {"DJANGO_SETTINGS_MODULE": "hiddenhill.settings"}
    command = [sys.executable, "-c", code]
    return set(json.loads(subprocess.check_output(command, cwd=BASE_DIR, env=environment, text=True)))


def test_web_admin_and_commands_load_no_media_engine_and_no_arrays(tmp_path):
    modules = loaded(WEB, str(tmp_path))
    assert {"videos.admin", "videos.api.viewsets", "videos.pages.studio"} <= modules
    assert modules & (ENGINES | {"numpy"}) == set()


def test_scheduler_and_housekeeper_load_no_media_engine(tmp_path):
    assert loaded("import videos.tasks", str(tmp_path)) & ENGINES == set()


def test_a_worker_loads_all_of_them(tmp_path):
    assert loaded("import videos.worker.attempt", str(tmp_path)) >= ENGINES - OPTIONAL

"""The version of the pipeline: the same for the same software, another for any other."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from videos.pipeline.cache import versions

VERSIONS = {"typesetter": "1.0", "voice": "2.0"}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "script.py").write_text("one")
    (tmp_path / "templates" / "theme.typ").write_text("two")
    return tmp_path


def test_the_version_is_twelve_hexadecimal_digits_and_the_same_in_every_process():
    here = versions.pipeline_version()
    program = "from videos.pipeline.cache import versions; print(versions.pipeline_version())"
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert re.fullmatch("[0-9a-f]{12}", here)
    assert there.stdout.strip() == here


@pytest.mark.parametrize(
    "change",
    [
        lambda sources: (sources / "script.py").write_text("one."),
        lambda sources: (sources / "templates" / "theme.typ").write_text("2"),
        lambda sources: (sources / "script.py").rename(sources / "writer.py"),
        lambda sources: (sources / "script.py").rename(sources / "templates" / "script.py"),
        lambda sources: (sources / "more.py").write_text(""),
        lambda sources: (sources / "script.py").unlink(),
    ],
    ids=["altered", "altered below", "renamed", "moved", "added", "removed"],
)
def test_any_change_of_a_file_changes_the_version(sources, change):
    before = versions.digest(sources, VERSIONS)
    change(sources)
    assert versions.digest(sources, VERSIONS) != before


def test_another_version_of_a_dependency_changes_the_version(sources):
    assert versions.digest(sources, VERSIONS) != versions.digest(sources, VERSIONS | {"voice": "2.1"})


def test_compiled_files_and_the_order_of_the_dependencies_do_not_matter(sources):
    before = versions.digest(sources, VERSIONS)
    (sources / "__pycache__").mkdir()
    (sources / "__pycache__" / "script.cpython-311.pyc").write_bytes(b"compiled")
    assert versions.digest(sources, dict(reversed(VERSIONS.items()))) == before

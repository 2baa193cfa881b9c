"""What is installed: pinned versions whose files have known hashes."""

import re

import pytest

from hiddenhill.settings import BASE_DIR


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-docs.txt", "requirements-piper.txt"]
)
def test_every_package_is_pinned_with_hashes(name):
    text = (BASE_DIR / name).read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if re.match(r"[a-zA-Z0-9]", line)]
    assert len(packages) > 10
    loose = [line for line in packages if not re.match(r"[\w.\-\[\]]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    assert loose == []


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_every_installation_compares_the_hashes(name):
    text = (BASE_DIR / name).read_text().replace("\\\n", " ")
    installed = [line for line in text.splitlines() if " install " in line and "requirements" in line]
    assert installed
    assert all("--require-hashes" in line for line in installed)

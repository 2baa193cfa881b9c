"""Folders and files that only the user of this process can read, even if the umask or an earlier version left more."""

import os
import stat
from contextlib import suppress
from pathlib import Path


def make(folder: Path) -> None:
    """Create the folder with mode 0700, or give it that mode. One that belongs to another user stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(PermissionError):
        folder.chmod(0o700)


def close_file(file: Path) -> None:
    """Give the file mode 0600, if it exists and belongs to this user."""
    with suppress(FileNotFoundError, PermissionError):
        file.chmod(0o600)


def is_private(folder: Path) -> bool:
    """Whether it is a folder of this user that no other user can enter. A symbolic link is not."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077

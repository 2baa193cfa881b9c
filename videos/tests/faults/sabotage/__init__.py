"""Holds up the work of a process at a place of the test's choice, in a way of its choice."""

from pathlib import Path

import psutil


class Sabotage:
    """What a process that was started with this ``environment`` is to suffer, from the next time it comes to the place.

    The process's side is ``sitecustomize.py`` beside this, which Python loads at its start.
    """

    def __init__(self, folder: Path) -> None:
        self._order = folder / "sabotage.txt"
        self._held = folder / "sabotage.held"
        self.environment = {"PYTHONPATH": str(Path(__file__).parent), "SABOTAGE": str(self._order)}

    def order(self, stage: str, way: str, only: str = "") -> None:
        """``way``: "hang" in a C call, "freeze" in one that keeps the interpreter, "dawdle" in small steps, or "kill".

        ``only`` is a paper's id, for the paper stage.
        """
        self.clear()
        whole = self._order.with_suffix(".new")
        whole.write_text(f"{stage} {way} {only}")
        whole.replace(self._order)

    def clear(self) -> None:
        """Nobody else is held up, and who dawdles goes on."""
        self._order.unlink(missing_ok=True)
        self._held.unlink(missing_ok=True)

    def held(self) -> int:
        """The process that is being held up, or 0. One that has ended counts as gone before its parent reaps it."""
        try:
            pid = int(self._held.read_text() or 0)
            return 0 if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE else pid
        except (FileNotFoundError, psutil.NoSuchProcess):
            return 0

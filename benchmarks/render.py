"""What a video costs: CPU and wall time of each stage, memory and size, as the median of fresh processes.

    python benchmarks/render.py [--engine piper|espeak] [--runs N]

The paper is the bundled sample, so that nothing is asked of the network. A worker keeps its process, its voice and
its typesetter, and pays for them once; the stages below are paid for each video. The floor is the least that any
video of the same slides and sound must do: each slide encoded once, the sound, and the file around them.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU time, user and system, and of wall time."""

    cpu: float
    wall: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu + other.cpu, self.wall + other.wall)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu - other.cpu, self.wall - other.wall)


@dataclass(frozen=True, slots=True)
class Run:
    """What one process measured. ``peak`` and ``size`` are bytes, ``duration`` is seconds of video."""

    once: dict[str, Cost]
    each: dict[str, Cost]
    floor: Cost
    peak: int
    size: int
    duration: float
    scenes: int

    @property
    def video(self) -> Cost:
        """All stages."""
        return total(self.each.values())

    @property
    def without_speech(self) -> Cost:
        """All stages but the narration."""
        return self.video - self.each["narration"]


def total(costs: Iterable[Cost]) -> Cost:
    """The sum of the costs."""
    return sum(costs, Cost(0.0, 0.0))


def run(engine: str) -> Run:
    """Make the video in a process of its own."""
    before, started = _children_cpu(), time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.measure", engine]
    answer = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    process = Cost(_children_cpu() - before, time.perf_counter() - started)
    measured = json.loads(answer)
    once = {name: Cost(*pair) for name, pair in measured["once"].items()}
    each = {name: Cost(*pair) for name, pair in measured["each"].items()}
    floor = Cost(*measured["floor"])
    rest = process - total(once.values()) - total(each.values()) - floor
    return Run(
        {"start and end": rest, **once},
        each,
        floor,
        measured["peak"],
        measured["size"],
        measured["duration"],
        measured["scenes"],
    )


def show(runs: Sequence[Run], engine: str) -> None:
    """Print the medians as a table."""
    minutes = median(run.duration for run in runs) / 60
    row = "{:<24}{:>9}{:>14}{:>9}".format

    def line(name: str, costs: Iterable[Cost]) -> None:
        middle = _median(costs)
        print(row(name, f"{middle.cpu:.2f}", f"{middle.cpu / minutes:.2f}", f"{middle.wall:.2f}"))

    print(
        f"{engine}, {minutes * 60:.1f} s of 1920 x 1080 in {runs[0].scenes} scenes, median of {len(runs)}\n",
        row("", "CPU s", "CPU s/minute", "wall s"),
        "once a process",
        sep="\n",
    )
    for name in runs[0].once:
        line(f"  {name}", (run.once[name] for run in runs))
    print("each video")
    for name in runs[0].each:
        line(f"  {name}", (run.each[name] for run in runs))
    line("total", (run.video for run in runs))
    line("total without speech", (run.without_speech for run in runs))
    line("floor", (run.floor for run in runs))
    print()
    print(f"without speech / floor  {median(run.without_speech.cpu / run.floor.cpu for run in runs):9.2f}")
    print(f"encode / floor          {median(run.each['encode'].cpu / run.floor.cpu for run in runs):9.2f}")
    print(f"peak memory             {median(run.peak for run in runs) / 2**20:9.0f} MiB")
    print(f"file size               {median(run.size for run in runs) / 1e6:9.2f} MB")


def _median(costs: Iterable[Cost]) -> Cost:
    cpu, wall = zip(*((cost.cpu, cost.wall) for cost in costs), strict=True)
    return Cost(median(cpu), median(wall))


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Read the command line, run and print."""
    parser = argparse.ArgumentParser(description="What a video costs, stage by stage.")
    parser.add_argument("--engine", choices=("piper", "espeak"), default="piper")
    parser.add_argument("--runs", type=int, default=3, help="how many processes to take the median of (default 3)")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    show([run(options.engine) for _ in range(options.runs)], options.engine)


if __name__ == "__main__":
    main()

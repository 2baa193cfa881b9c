"""Measures what a video costs: each stage, each format, an edit and a long video, compared with a floor and a peer.

    python benchmarks/render.py [--runs 5] [--skip-peer]

The papers are the bundled sample and ``charts.xml``, both invented, so nothing is requested from NCBI. The voice is the
default one. Every figure is the median of fresh processes, as CPU time. An edit is measured in the process of the first
run: a worker has its engines loaded. The floor is the minimum work for a video of the same slides and audio: encoding
each slide once and the audio, and writing the file. The peer is MoviePy, installed into its own folder under var/ from
the package index.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PEER = "moviepy==2.2.1"

Measured = dict[str, Any]


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="processes per median (default 5)")
    parser.add_argument("--skip-peer", action="store_true", help="skip MoviePy, which takes longest")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    for paper in ("sample", "charts"):
        show_stages(paper, [_measure("stages", paper) for _ in range(options.runs)])
        show_formats(paper, [_measure("formats", paper) for _ in range(options.runs)])
    show_growth()
    if not options.skip_peer:
        show_peer(options.runs)


def show_stages(paper: str, runs: Sequence[Measured]) -> None:
    """Print the stages of a first run and of an edit."""
    minutes = runs[0]["duration"] / 60
    print(f"{paper}: {runs[0]['duration']:.0f} s of 1920 x 1080: CPU seconds, median of {len(runs)}\n")
    for part, title in (("once", "once per process"), ("first", "first run"), ("edited", "one sentence changed")):
        print(title)
        for stage in runs[0][part]:
            print(f"  {stage:<20}{median(run[part][stage][0] for run in runs):8.2f}")
        print(f"  {'total':<20}{median(_total(run[part]) for run in runs):8.2f}")
    share = median(_total(run["edited"]) / _total(run["first"]) for run in runs)
    print(f"\nedit / first run      {share:8.1%}")
    print(f"CPU s a minute        {median(_total(run['first']) for run in runs) / minutes:8.2f}")
    print(f"peak memory           {median(run['peak'] for run in runs) / 2**20:8.0f} MiB")
    print(f"file                  {runs[0]['size'] / 1e6:8.2f} MB\n")


def show_formats(paper: str, runs: Sequence[Measured]) -> None:
    """Print the cost of encoding in each format, and its ratio to the floor."""
    minutes = runs[0]["duration"] / 60
    print(f"{paper}, encoding only: CPU seconds per minute, and ratio to the floor, median of {len(runs)}")
    for name in runs[0]["costs"]:
        floor = name.split()[0] + " floor" if not name.startswith("constant") else "square floor"
        cpu = median(run["costs"][name][0] for run in runs)
        ratio = median(run["costs"][name][0] / run["costs"][floor][0] for run in runs)
        print(f"  {name:<26}{cpu / minutes:8.2f}{ratio:8.2f}")
    print()


def show_growth() -> None:
    """Print cost and memory for videos of growing length."""
    print("all stages with espeak: length s, CPU s, CPU s per minute, peak MiB")
    for times in (1, 2, 4, 7):
        run = _measure("growth", str(times))
        cpu, minutes = _total(run["costs"]), run["duration"] / 60
        print(f"  {run['duration']:8.0f}{cpu:8.2f}{cpu / minutes:8.2f}{run['peak'] / 2**20:8.0f}")
    print()


def show_peer(runs: int) -> None:
    """Print the cost of scenes with charts and highlighted words, for Hidden Hill and for MoviePy."""
    library = ROOT / "var" / "bench" / "moviepy"
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    subprocess.run([*uv, "--target", str(library), _PEER], check=True)
    own, peer = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            run = _measure("excerpt", folder)
            own.append(run["costs"]["highlighted"][0])
            peer.append(_peer(library, folder))
    minutes = run["duration"] / 60
    print(f"charts and highlighted words, {run['duration']:.0f} s: CPU seconds per minute, median of {runs}")
    print(f"  Hidden Hill {median(own) / minutes:8.2f}\n  MoviePy     {median(peer) / minutes:8.2f}")
    print(f"  ratio       {median(theirs / ours for theirs, ours in zip(peer, own, strict=True)):8.1f}")


def _peer(library: Path, folder: str) -> float:
    before = _children_cpu()
    command = [sys.executable, str(ROOT / "benchmarks" / "peers" / "moviepy_video.py"), folder]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(library)})
    return _children_cpu() - before


def _measure(*what: str) -> Measured:
    command = [sys.executable, "-m", "benchmarks.measure", *what]
    answer: Measured = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return answer


def _total(costs: dict[str, Sequence[float]]) -> float:
    return sum(cpu for cpu, _ in costs.values())


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()

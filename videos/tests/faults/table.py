"""Prints what `make faults` has seen, of one run or several, as the table of docs/reference/faults.md.

python -m videos.tests.faults.table .pytest_cache/faults.jsonl [MORE ...]
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

ONCE = "done once, by another worker if need be"
LATER = "done once, when it is back"
REFUSED = "503 within 2 s, and never run"

GUARANTEES = {
    "1 ": "goes on at the first unfinished stage within 30 s",
    "2 ": "goes on at the first unfinished stage within 30 s",
    "3 ": "failed(worker_lost) after three attempts; others go on",
    "4 ": "the stale worker touches nothing and cleans up",
    "5 ": "one attempt",
    "6 ": REFUSED,
    "7 ": REFUSED,
    "8 ": LATER,
    "9 ": LATER,
    "10 ": "503 meanwhile; what runs ends, what waits is " + LATER,
    "11 ": LATER,
    "12 ": LATER,
    "13 ": "the attempt waits for it and goes on",
    "14 ": ONCE,
    "15 ": "the attempt goes on",
    "16 ": "postponed, tried again by itself when there is room",
    "too little room": "not begun, and no setback",
    "17 ": "handed back within seconds, nothing lost",
    "18 ": "jobs and recovery go on",
    "19 ": "paper_unavailable, in bounded time and memory",
    "19 NCBI's search fails": "postponed, made when it is back",
    "19 Europe PMC fails": "postponed, made when it is back",
    "19 the preprint servers": "postponed, made when they are back",
    "19 the PMC Cloud Service": "postponed, made with the full text when it is back",
    "19 NCBI is away": "postponed without a setback, made when it is back",
    "two workers at NCBI": "three requests a second together",
    "20 encoder hung, holding": ONCE,
    "20 encoder": "failed(timed_out); the worker goes on",
    "20 the scheduler": "jobs are made, and lost ones are recovered",
    "20 ": "jobs are made; lost ones are recovered when it is back",
    "20 two": "brought back once",
    "cancel, then": "stays cancelled",
    "cancel": "stops within 3 s, leaves nothing",
    "delete": "cancelled, then gone with its files",
    "100 parallel": "one job for one key",
    "100 requests": "no job beyond the limit",
    "crash between": ONCE,
    "a web process": "no 503 for a job that runs",
    "throttles": "never a 500",
    "10,000": "the queue stays as long as it is",
    "the database is away": "reported, and nothing starts",
    "kill -9 at": "each ends once",
    "200 jobs": "200 ended, none twice, none lost; owners take turns",
    "a job is interrupted": "the next to be taken, within 30 s",
    "receivers that break": "each webhook fails alone",
    "a paper is retracted": "its video is marked, and not handed out again",
    "a batch is requested": "accepted, and each job done once, when it is back",
    "a review": "one storyboard, approved once, made once",
    "a storyboard is edited": "every answered edit is kept, and no version is there in part",
    "pruning": "no video of a completed job is removed",
}


def main() -> None:
    """One row a fault and injection; seconds and databases of all runs together."""
    seen = defaultdict(list)
    for path in sys.argv[1:]:
        for line in Path(path).read_text().splitlines():
            row = json.loads(line)
            seen[(_order(row["fault"]), row["fault"], row["injected"])].append(row)
    lines = [
        "| fault | how injected | guaranteed | seen, at last | seconds to recover | runs |",
        "|---|---|---|---|---|---|",
    ]
    for (_, fault, injected), rows in sorted(seen.items()):
        databases = " and ".join(sorted({row["database"] for row in rows}))
        cells = (fault, injected, _guarantee(fault), rows[-1]["saw"], _span(rows), f"{len(rows)}, {databases}")
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    sys.stdout.write("\n".join(lines) + "\n")


def _order(fault: str) -> tuple[int, str]:
    number = re.match(r"\d+(?= )", fault)
    return (int(number[0]) if number and int(number[0]) <= 20 else 99, fault)


def _guarantee(fault: str) -> str:
    longest = max((start for start in GUARANTEES if fault.startswith(start)), key=len)
    return GUARANTEES[longest]


def _span(rows: list[dict]) -> str:
    seconds = sorted(row["seconds"] for row in rows if row["seconds"] is not None)
    if not seconds:
        return ""
    return f"{seconds[0]:g}" if seconds[0] == seconds[-1] else f"{seconds[0]:g} to {seconds[-1]:g}"


if __name__ == "__main__":
    main()

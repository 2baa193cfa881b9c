"""Runs every PubMed record of a folder through the real queue and reports the outcomes.

    python benchmarks/corpus.py FOLDER [--engine espeak] [--workers 2] [--option NAME=VALUE] [--keep OUTPUT]

FOLDER contains records named ``<pmid>.xml``, as efetch returns them. A local imitation of E-utilities serves them. The
API, the workers and the private queue run in their own processes, as with ``make run``.
"""

import argparse
import collections
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path[0] = str(
    Path(__file__).resolve().parent.parent
)  # otherwise queue.py in this folder hides the standard library's

from hiddenhill.tests.patience import eventually
from videos.tests.eutils import FakeNcbi
from videos.tests.integration.instance import Instance


def main() -> None:
    """Exit with 1 if any job did not end, or ended with internal_error."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", default="espeak", choices=("espeak", "hibari", "piper"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--option", action="append", default=[], help="an option of each request, such as length=short")
    parser.add_argument("--keep", type=Path, help="folder for the instance's files, instead of a temporary one")
    options = parser.parse_args()
    pmids = sorted(path.stem for path in options.folder.glob("*.xml"))
    with tempfile.TemporaryDirectory() as scratch, FakeNcbi(options.folder) as ncbi:
        instance = Instance(
            options.keep or Path(scratch),
            NCBI_EUTILS_URL=ncbi.eutils_url,
            NCBI_IDCONV_URL=ncbi.idconv_url,
            SPEECH_ENGINE=options.engine,
            WORKERS=str(options.workers),
        )
        try:
            instance.start("up")
            eventually(instance.works)
            started = time.monotonic()
            ended = _run(instance, pmids, dict(option.split("=") for option in options.option))
            _report(ended, time.monotonic() - started)
        finally:
            instance.close()
    sys.exit(any(job["error_code"] == "internal_error" for job in ended))


def _run(instance: Instance, pmids: list[str], options: dict[str, str]) -> list[dict[str, Any]]:
    job_ids = [instance.generate(pmid, **options)["job_id"] for pmid in pmids]
    return [instance.end(job_id) for job_id in job_ids]


def _report(jobs: list[dict[str, Any]], wall: float) -> None:
    print(f"{len(jobs)} records in {wall:.0f} s\n")
    ends = collections.Counter(job["error_code"] or job["status"] for job in jobs)
    for end, count in ends.most_common():
        print(f"{count:4}  {end}")
    for code in sorted(set(ends) - {"completed"}):
        print(f"\n{code}")
        for job in jobs:
            if job["error_code"] == code:
                print(f"  {job['pubmed_id']:>9}  {job['error_message']}")
    seconds = {job["pubmed_id"]: _seconds(job) for job in jobs if job["status"] == "completed"}
    slowest = sorted(seconds, key=seconds.__getitem__, reverse=True)[:5]
    print(
        f"\nSeconds per video: median {statistics.median(seconds.values()):.1f}, slowest "
        + ", ".join(f"{seconds[pmid]:.1f} ({pmid})" for pmid in slowest)
    )


def _seconds(job: dict[str, Any]) -> float:
    return (datetime.fromisoformat(job["finished_at"]) - datetime.fromisoformat(job["started_at"])).total_seconds()


if __name__ == "__main__":
    main()

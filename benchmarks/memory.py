"""Measures the memory of a worker process over many jobs: constant, unless something leaks.

    python benchmarks/memory.py [--jobs 100] [--engine espeak]

One real worker makes the video of the same small paper repeatedly. Its resident memory is printed every ten jobs.
"""

import sys
from pathlib import Path

sys.path[0] = str(
    Path(__file__).resolve().parent.parent
)  # otherwise queue.py in this folder hides the standard library's

import argparse
import tempfile

import psutil

from hiddenhill.tests.patience import eventually
from videos.tests.eutils import FakeNcbi
from videos.tests.integration import instance as integration
from videos.tests.integration.instance import Instance

RECORDS = Path(integration.__file__).parent / "records"


def main() -> None:
    """Print a line for every ten jobs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--engine", default="espeak", choices=("espeak", "hibari", "piper"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, FakeNcbi(RECORDS) as ncbi:
        urls = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url}
        instance = Instance(Path(scratch), SPEECH_ENGINE=options.engine, JOB_REUSE_DAYS="0", **urls)
        try:
            instance.start("up")
            eventually(instance.works)
            for job in range(1, options.jobs + 1):
                ended = instance.end(instance.generate("90000001")["job_id"])
                assert ended["status"] == "completed", ended
                if job == 1 or job % 10 == 0:
                    print(f"{job:4} jobs  {_resident(instance, ended['job_id']):6.0f} MB")
        finally:
            instance.close()


def _resident(instance: Instance, job_id: str) -> float:
    worker = instance.http.get(f"/api/videos/{job_id}/attempts").json()[-1]["worker"]
    resident: int = psutil.Process(int(worker.rpartition(" ")[2])).memory_info().rss
    return resident / 1e6


if __name__ == "__main__":
    main()

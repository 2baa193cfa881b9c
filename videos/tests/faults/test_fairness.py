"""What one user does must not cost another: waiting jobs, webhooks, and the videos that are just completing."""

import time

import pytest

from hiddenhill.tests.patience import ended, eventually, within
from videos.tests.eutils import FakeNcbi, record
from videos.tests.faults.sabotage import Sabotage
from videos.tests.integration.instance import ROOT
from videos.tests.webhooks.receiver import (
    BrokenTls,
    Receiver,
    certificate,
    sends_garbage_after_the_handshake,
    wants_a_client_certificate,
)

pytestmark = pytest.mark.faults

_LOOK = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "hiddenhill.settings"
import django
django.setup()
from videos.jobs import retention
while True:
    retention.prune()
"""


WAITING = 20
_CHECK = "from videos.tasks import check_notices_task; check_notices_task()"


@pytest.mark.parametrize("way", ["terminated", "killed"])
def test_an_interrupted_job_is_the_next_to_be_taken_however_many_wait(opened, tmp_path, way):
    sabotage = Sabotage(tmp_path)
    service = opened("postgresql", quick=False, PARTS_MB="0")  # each of the others takes a while
    service.start_all(workers=0)
    service.start_worker(**sabotage.environment)
    with service.watched():
        job_id = service.accept_held(sabotage)
        others = [service.accept("sample", length="long", priority="high") for _ in range(WAITING)]
        with within(30) as recovery:
            if way == "terminated":
                service.workers[0].terminate()
            else:
                service.process_of(job_id).kill()
            sabotage.clear()
            if way == "terminated":
                ended(service.workers[0])
            service.supervise()
            service.taken_again(job_id)
        begun = [other for other in others if service.attempts(other)]
        service.settle()
    assert set(service.check().values()) == {"completed"}
    # A killed worker's job is missed when its lease expires; until then its successor takes others.
    assert len(begun) < (WAITING if way == "killed" else 1)
    service.note(
        f"a job is interrupted while {WAITING} wait ({way})",
        "SIGTERM to its worker" if way == "terminated" else "SIGKILL of its process",
        f"taken again while {WAITING - len(begun)} of {WAITING} urgent jobs still waited",
        recovery.seconds,
    )


def test_a_receiver_that_breaks_tls_costs_nobody_else_a_webhook(opened, tmp_path):
    pem = certificate(tmp_path, "localhost")
    service = opened(WEBHOOK_ALLOW_PRIVATE="true", SSL_CERT_FILE=str(pem))
    behaviours = (wants_a_client_certificate, sends_garbage_after_the_handshake)
    with (
        BrokenTls(pem, behaviours[0]) as first,
        BrokenTls(pem, behaviours[1]) as second,
        Receiver() as honest,
    ):
        service.start_all()
        for broken in (first, second) * 3:
            service.accept("90009999", webhook_url=f"https://localhost:{broken.port}/hook")
        service.accept("90009999", webhook_url=honest.url)
        service.settle()
        statuses = "SELECT status, attempts FROM videos_delivery ORDER BY url LIKE 'https%'"
        eventually(lambda: all(attempts for _, attempts in service.rows(statuses)))
        eventually(lambda: service.rows(statuses)[0] == ("delivered", 1))
        time.sleep(2)  # two more runs of the sender
        assert len(honest.requests) == 1
        assert {status for status, _ in service.rows(statuses)[1:]} == {"pending"}
        answers = {answer for (answer,) in service.rows("SELECT answer FROM videos_delivery WHERE url LIKE 'https%'")}
    assert not [answer for answer in answers if "unexpected" in answer]
    service.check()
    service.note(
        "receivers that break TLS, beside an honest one",
        "a client certificate is required (TLS 1.3), and bytes after the handshake that are no TLS",
        "the honest receiver got its message once; the others are tried again later",
    )


def test_a_video_of_a_paper_that_was_retracted_since_is_marked_and_not_handed_out(opened):
    with FakeNcbi({"77": record("77"), "78": record("78")}) as ncbi:
        addresses = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url}
        service = opened("postgresql", JOB_REUSE_DAYS="7", **addresses)
        service.start_all()
        made = [service.accept(pubmed_id) for pubmed_id in ("77", "78")]
        service.settle()
        ncbi.records["77"] = FakeNcbi({"77": record("77", retracted=True)}).records["77"]
        assert service.run("shell", "-c", _CHECK).returncode == 0
        retracted, sound = (service.job(job_id)["later_notices"] for job_id in made)
        again = [service.accept(pubmed_id) for pubmed_id in ("77", "78")]
        service.settle()
        seen = [(service.job(job_id)["error_code"], service.job(job_id)["attempt"]) for job_id in again]
    assert [notice["kind"] for notice in retracted] == ["retracted"]
    assert sound is None
    assert seen == [("paper_retracted", 1), (None, 0)]
    service.note(
        "a paper is retracted after its video was made",
        "its record at NCBI says so; the daily look at the papers of all videos runs",
        "the old video is marked, and a new request failed(paper_retracted); the sound paper's video was handed out",
    )


def test_pruning_without_pause_removes_no_video_of_a_job_that_completes(opened):
    service = opened("postgresql")
    service.start_all(workers=2)
    looker = service.start_python("-c", _LOOK)
    jobs = [service.accept("90000001") for _ in range(30)]
    service.settle()
    assert looker.poll() is None
    service.stop(looker)
    assert set(service.check().values()) == {"completed"}
    service.note(
        "pruning while jobs complete",
        "orphans are looked for and removed without a pause",
        f"{len(jobs)} jobs completed, and every video is there",
    )

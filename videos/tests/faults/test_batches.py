"""Batches that are requested while the queue is away."""

import pytest

from hiddenhill.tests.patience import within

pytestmark = [pytest.mark.faults, pytest.mark.quick_fault]

PAPERS = ["sample", "90000001"]
FORMATS = ["landscape", "portrait", "square"]
SECONDS = 5


@pytest.mark.parametrize(("database", "away"), [("sqlite", "killed"), ("postgresql", "hung")])
def test_a_batch_that_the_queue_does_not_take_is_made_when_it_is_back(opened, database, away):
    service = opened(database)
    service.start_all(workers=2)
    with service.watched():
        service.redis.kill() if away == "killed" else service.redis.freeze()
        with within(SECONDS) as accepting:
            answer = service.http.post("/api/batches", json={"ids": PAPERS, "formats": FORMATS})
        assert answer.status_code == 201, answer.text
        batch = answer.json()
        assert batch["counts"]["pending"] == 6
        service.redis.start() if away == "killed" else service.redis.thaw()
        seconds = service.settle()
    assert set(service.check().values()) == {"completed"}
    ended = service.http.get(batch["batch_url"]).json()
    assert (ended["counts"]["completed"], ended["progress"], ended["ended"]) == (6, 100, True)
    injected = "SIGKILL, a batch, started again" if away == "killed" else "SIGSTOP, a batch, SIGCONT"
    saw = f"accepted after {accepting.seconds:.1f} s; all 6 jobs completed"
    service.note(f"a batch is requested while Redis is {away}", injected, saw, seconds)

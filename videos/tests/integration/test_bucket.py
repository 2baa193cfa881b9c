"""A service that stores its videos in a bucket: real processes, and a real server with the protocol of S3."""

import httpx
import pytest

from hiddenhill.tests.patience import eventually
from videos.pipeline.products import ARTEFACTS
from videos.tests.buckets import environment, s3_server
from videos.tests.integration.instance import free_port

pytestmark = pytest.mark.integration


QUICK = {"JOB_POSTPONE_SECONDS": "1", "RECOVER_EVERY_SECONDS": "1", "S3_TIMEOUT": "2"}


@pytest.fixture
def opened(instances):
    """A running service, its bucket's name, and the server of the bucket."""
    with s3_server(free_port()) as s3:
        bucket = s3.make_bucket()
        with instances("up", **environment(s3, bucket), **QUICK) as service:
            yield service, bucket, s3


@pytest.mark.faults
def test_videos_are_stored_in_fetched_from_and_deleted_in_a_bucket(opened):
    service, bucket, s3 = opened
    done = service.end(service.generate("90000001")["job_id"])
    assert done["status"] == "completed"
    assert {key.rpartition("/")[2] for key in s3.keys(bucket)} == set(ARTEFACTS)

    answer = service.http.get(done["video_url"])
    assert (answer.status_code, answer.headers["Location"].startswith(s3.url)) == (302, True)
    part = httpx.get(answer.headers["Location"], headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, b"ftyp", "video/mp4")
    assert service.http.get(done["captions_url"]).text.startswith("WEBVTT")

    assert service.http.delete(f"/api/videos/{done['job_id']}").status_code == 204
    assert s3.keys(bucket) == []
    assert not (service.var / "media").exists()


@pytest.mark.faults
def test_a_job_waits_while_the_bucket_is_unavailable(opened):
    service, bucket, s3 = opened
    done = service.end(service.generate("90000001")["job_id"])
    s3.stop()
    waiting = service.generate("90000001", refresh=True)["job_id"]

    def attempts(what):
        return [made[what] for made in service.http.get(f"/api/videos/{waiting}/attempts").json()]

    eventually(lambda: attempts("outcome")[:1] == ["postponed"])
    assert attempts("error_code")[0] == "storage_failed"
    assert service.http.get(done["captions_url"]).status_code == 503
    s3.start()
    assert service.end(waiting)["status"] == "completed"
    assert len(s3.keys(bucket)) == 2 * len(ARTEFACTS)

"""A service that stores its videos in a bucket: real processes, and a real server with the protocol of S3."""

import httpx
import pytest

from hiddenhill.tests.patience import eventually
from videos.pipeline.products import ARTEFACTS
from videos.tests.buckets import environment, s3_server
from videos.tests.integration.instance import free_port

pytestmark = pytest.mark.integration


def test_videos_are_stored_in_and_fetched_from_a_bucket_and_wait_while_it_is_unavailable(instances, tmp_path):
    port = free_port()
    quick = {"JOB_POSTPONE_SECONDS": "1", "RECOVER_EVERY_SECONDS": "1", "S3_TIMEOUT": "2"}
    with s3_server(port) as s3:
        bucket = s3.make_bucket()
        with instances("up", **environment(s3, bucket), **quick) as service:
            done = service.end(service.generate("90000001")["job_id"])
            assert done["status"] == "completed"
            assert {key.rpartition("/")[2] for key in s3.keys(bucket)} == set(ARTEFACTS)

            answer = service.http.get(done["video_url"])
            assert (answer.status_code, answer.headers["Location"].startswith(s3.url)) == (302, True)
            part = httpx.get(answer.headers["Location"], headers={"Range": "bytes=4-7"})
            assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, b"ftyp", "video/mp4")
            assert service.http.get(done["captions_url"]).text.startswith("WEBVTT")

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

            for job_id in (done["job_id"], waiting):
                assert service.http.delete(f"/api/videos/{job_id}").status_code == 204
            assert s3.keys(bucket) == []
        assert not (service.var / "media").exists()

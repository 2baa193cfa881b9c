"""A real nginx in front that sends the files (X_ACCEL_REDIRECT). Skipped where nginx is not installed."""

import shutil
import subprocess

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hiddenhill.tests.patience import eventually
from videos.tests.factories import JobFactory
from videos.tests.integration.instance import free_port

pytestmark = [
    pytest.mark.integration,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx (apt-get install nginx-light)"),
]
CONTENT = bytes(range(256)) * 1024

CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {upstream}; proxy_set_header Host $host; }}
        location /protected/ {{
            internal;
            alias {media}/;
            add_header X-Content-Type-Options nosniff always;
        }}
    }}
}}
"""


@pytest.fixture
def nginx(live_server, settings, tmp_path):
    """A client of nginx."""
    settings.X_ACCEL_REDIRECT = "/protected/"
    port = free_port()
    tmp_path.chmod(0o755)
    file = tmp_path / "nginx.conf"
    file.write_text(
        CONFIGURATION.format(folder=tmp_path, port=port, upstream=live_server.url, media=settings.MEDIA_ROOT)
    )
    process = subprocess.Popen(["nginx", "-e", tmp_path / "error.log", "-c", file])
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:

        def answers() -> bool:
            try:
                return client.get("/api/health/live").status_code == 200
            except httpx.TransportError:
                return False

        try:
            eventually(answers)
            yield client
        finally:
            process.terminate()
            process.wait()


def test_nginx_sends_files_ranges_and_not_modified(nginx):
    job = JobFactory(completed=True)
    default_storage.save(f"{job.folder}/video.mp4", ContentFile(CONTENT))
    address = f"/api/videos/{job.pk}/download"

    whole = nginx.get(address)
    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert whole.headers["Server"].startswith("nginx")
    assert whole.headers["Content-Type"] == "video/mp4"
    assert f"hidden-hill-{job.pubmed_id}.mp4" in whole.headers["Content-Disposition"]
    assert whole.headers["Cache-Control"] == "private, no-cache"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Accel-Redirect" not in whole.headers

    part = nginx.get(address, headers={"Range": "bytes=100-199", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.content) == (206, CONTENT[100:200])
    assert nginx.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert nginx.get(address, headers={"If-Modified-Since": whole.headers["Last-Modified"]}).status_code == 304
    assert nginx.head(address).headers["Content-Length"] == str(len(CONTENT))

    assert nginx.get(f"/protected/{job.folder}/video.mp4").status_code == 404
    default_storage.delete(f"{job.folder}/video.mp4")
    assert nginx.get(address).status_code == 410

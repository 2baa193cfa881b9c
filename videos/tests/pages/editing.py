"""The bundled paper in the editor: its sentences, and what a client gets and sends."""

import json
import re

from django.http import HttpResponse
from django.test import Client

from videos.models import Job

PLACES = "sentence3"
"""Key of "In this trial at six clinics, 412 adults ..."."""

WALKING = "sentence7"
"""Key of "Compared with usual care, walking lowered glucose after meals by 17% (95% CI 12 to 22; p < 0.001)."."""

HARMS = "sentence10"
"""Key of "Adverse events were reported by 7% of walkers and 6% of controls, and none was serious."."""

AS_WRITTEN = [PLACES, WALKING, "sentence9", HARMS, "sentence12"]
HTMX = {"HX-Request": "true"}


def shown(client: Client, job: Job) -> str:
    return client.get(f"/jobs/{job.pk}").content.decode()


def keys(page: str) -> list[str]:
    return re.findall(r'<div class="item[^"]*" id="(\w+)"', page)


def send(client: Client, job: Job, operation: object, version: int = 1, **more: str) -> HttpResponse:
    fields = {"version": str(version), "operation": json.dumps(operation), **more}
    return client.post(f"/jobs/{job.pk}/storyboard", fields)


def body(answer: HttpResponse) -> str:
    return answer.content.decode()

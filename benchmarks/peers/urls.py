"""The smallest DRF views that insert and read a row of the same table, and one that also publishes a message."""

import uuid
from typing import Any

from celery import current_app
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from videos.models import Job


class Insert(APIView):
    """Inserts a row."""

    throttle_classes = ()

    def post(self, request: Request) -> Response:
        """Return the id of the row."""
        body: Any = request.data
        return Response({"id": Job.objects.create(pubmed_id=body["pubmed_id"]).pk}, 201)


class InsertAndPublish(Insert):
    """Inserts a row and publishes a message."""

    def post(self, request: Request) -> Response:
        """Return the id of the row."""
        answer = super().post(request)
        current_app.send_task("benchmarks.bare", queue="nobody")
        return answer


class Read(APIView):
    """Reads a row."""

    throttle_classes = ()

    def get(self, request: Request, job_id: uuid.UUID) -> Response:
        """Return four columns of the row."""
        job = Job.objects.get(pk=job_id)
        return Response({"id": job.pk, "pubmed_id": job.pubmed_id, "status": job.status, "progress": job.progress})


urlpatterns = [
    path("smallest/insert", Insert.as_view()),
    path("smallest/publish", InsertAndPublish.as_view()),
    path("smallest/read/<uuid:job_id>", Read.as_view()),
    path("", include("hiddenhill.urls")),
]

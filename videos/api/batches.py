"""The REST API of batches."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.mixins import DestroyModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from videos.api import archives, batch_documentation, batch_table
from videos.api.job_errors import HOPELESS
from videos.api.negotiation import FirstRenderer
from videos.api.pagination import ItemPages
from videos.api.permissions import OwnerOrPermitted, batches_visible_to, kits_of, owner_of
from videos.api.problems import Problem
from videos.api.serializers.batch_requests import BatchRequestSerializer
from videos.api.serializers.batches import BatchItemSerializer, BatchSerializer
from videos.api.submitting import as_problems, idempotency_key
from videos.jobs import batch_progress, batches, lifecycle
from videos.models import Batch, Status
from videos.papers import preview


@batch_documentation.batches
class BatchViewSet(DestroyModelMixin, viewsets.ReadOnlyModelViewSet[Batch]):
    """Request the videos of many papers, follow their progress as one, and download them together."""

    permission_classes = (OwnerOrPermitted,)
    lookup_url_kwarg = "batch_id"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self) -> QuerySet[Batch]:
        """Return the batches that the user may see."""
        return batches_visible_to(self.request.user)

    def get_serializer_class(self) -> Any:
        """Use the fields of a request for the form of the browsable API."""
        return BatchRequestSerializer if self.action in ("list", "create") else BatchSerializer

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Batches, newest first, each with its progress."""
        page = batch_progress.shown(self.paginate_queryset(self.get_queryset()) or [])
        return self.get_paginated_response([self._data(shown) for shown in page])

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One progress for all videos: how many jobs are in which status, and the percentage that is done."""
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        """Queue the videos of up to 1,000 papers.

        Every line is judged before anything starts; nothing is looked up for that. If a line names no paper, nothing is
        started, unless skip_invalid says that such lines are left out. A DOI or PMC id that does not exist is found out
        by its job, which then fails. Titles are not accepted: look them up with GET /api/papers?q=.

        A batch that would exceed the limit of unfinished jobs is refused as a whole. Poll the URL in the Location
        header until ended is true.
        """
        form = BatchRequestSerializer(data=request.data, context={"kits": kits_of(request.user)})
        form.is_valid(raise_exception=True)
        owner = owner_of(request.user)
        asked = form.batch_request()
        titles = preview.titles(preview.all_known(asked.papers))
        with as_problems():
            batch, is_new = batches.submit(asked, owner, idempotency_key(request), titles=titles)
        answer = self._answer(batch, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)
        answer["Location"] = answer.data["batch_url"]
        return answer

    @action(detail=True, methods=["get"], pagination_class=ItemPages)
    def items(self, request: Request, batch_id: str) -> Response:
        """The lines in their order, each with its jobs, or why it has none."""
        batch = self.get_object()
        items: Any = batch.items.all()
        rows: Any = batch_progress.rows(batch, self.paginate_queryset(items) or [])
        data = BatchItemSerializer(rows, many=True, context=self.get_serializer_context()).data
        return self.get_paginated_response(data)

    @action(detail=True, methods=["post"])
    def retry(self, request: Request, batch_id: str) -> Response:
        """Queue the failed jobs again that may succeed: not those of a paper that does not exist, for example."""
        batch = self.get_object()
        with as_problems():
            batches.retry(batch, HOPELESS, by=request.user.get_username())
        return self._answer(batch, status.HTTP_202_ACCEPTED)

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, batch_id: str) -> Response:
        """Cancel every unfinished job. Finished videos stay."""
        batch = self.get_object()
        lifecycle.cancel_all(batch, by=request.user.get_username())
        return self._answer(batch, status.HTTP_202_ACCEPTED)

    @action(
        detail=True,
        methods=["get"],
        url_path=r"items\.csv",
        url_name="items-csv",
        pagination_class=None,
        content_negotiation_class=FirstRenderer,
    )
    def items_csv(self, request: Request, batch_id: str) -> HttpResponseBase:
        """The lines in their order, with a row for each format, as one CSV file."""
        return batch_table.as_csv(self.get_object(), request.build_absolute_uri("/"))

    @action(
        detail=True,
        methods=["get"],
        url_path=r"archive\.zip",
        pagination_class=None,
        content_negotiation_class=FirstRenderer,
    )
    def archive(self, request: Request, batch_id: str) -> HttpResponseBase:
        """The finished videos with their captions, and a table of all lines, videos.csv, as one ZIP file.

        It is written while it is sent, so its size is not known before, and no part of it can be requested. If the
        storage fails meanwhile, the response breaks off.
        """
        batch = self.get_object()
        if not batch.jobs.filter(status=Status.COMPLETED).exists():
            raise Problem("no_video", "No video of this batch is finished yet.")
        return archives.of_batch(batch, request.build_absolute_uri("/"))

    def perform_destroy(self, batch: Batch) -> None:
        """Cancel what is unfinished, and forget the list. Its videos stay."""
        batches.delete(batch, by=self.request.user.get_username())

    def _data(self, shown: batch_progress.Shown) -> Any:
        return BatchSerializer(shown, context=self.get_serializer_context()).data

    def _answer(self, batch: Batch, status_code: int = status.HTTP_200_OK) -> Response:
        """Return a response with the batch."""
        return Response(self._data(batch_progress.shown([batch])[0]), status_code)

"""What a request for the videos of many papers may hold."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from videos.api import examples
from videos.api.serializers.fields import PubmedIdField
from videos.api.serializers.requests import RequestFields, video_request
from videos.api.serializers.strict import whole
from videos.jobs import batches
from videos.jobs.batches import BatchRequest
from videos.models import Priority
from videos.pipeline.identifiers import LONGEST_TEXT, PaperId


class _LineField(PubmedIdField):
    """A line of a list. It is judged together with the others."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text. Raises a field error for what is no text and no whole number."""
        if isinstance(data, float) and not data.is_integer():
            self.fail("invalid")
        return serializers.CharField.to_internal_value(self, whole(data))


@extend_schema_serializer(
    examples=[
        OpenApiExample("Two formats", {"ids": ["sample"], "formats": ["landscape", "portrait"]}, request_only=True),
        OpenApiExample("Two papers", {"ids": ["sample", "PMC10979640"]}, request_only=True),
        OpenApiExample(
            "A list with options",
            {"ids": ["sample", 32887691], "skip_invalid": True, **examples.ASKED_OF_ALL},
            request_only=True,
        ),
    ]
)
class BatchRequestSerializer(RequestFields):
    """A request for the videos of many papers, all with the same options."""

    ids = serializers.ListField(
        child=_LineField(max_length=LONGEST_TEXT),
        min_length=1,
        max_length=batches.MOST,
        help_text="The papers, each in any form that generate accepts. One that an earlier one names as well is left "
        "out.",
    )
    skip_invalid = serializers.BooleanField(
        default=False,
        help_text="Leave out what names no paper. Otherwise nothing is started, and every such line has its error.",
    )
    priority = serializers.ChoiceField(
        choices=Priority.choices,
        default=Priority.LOW,
        initial=Priority.LOW,
        help_text="Of your own jobs, those with a higher priority start first. A single video comes before a batch, "
        "unless you say otherwise.",
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The request, with the verdict on each line."""
        asked = super().validate({**asked, "pubmed_id": PaperId("")})  # the paper of the request does not count
        lines = batches.read(asked.pop("ids"))
        wrong: dict[Any, list[ErrorDetail]] = {
            place: [ErrorDetail(line.error_message, line.error_code)]
            for place, line in enumerate(lines)
            if line.is_wrong
        }
        if wrong and not (asked["skip_invalid"] and len(wrong) < len(lines)):
            raise ValidationError({"ids": wrong})
        return {**asked, "lines": lines}

    def batch_request(self) -> BatchRequest:
        """The validated request."""
        asked = dict(self.validated_data)
        asked.pop("skip_invalid", None)
        return BatchRequest(asked.pop("lines"), video_request(asked))

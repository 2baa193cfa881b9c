"""The OpenAPI description of the look-up of papers."""

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from videos.api.openapi import PROBLEMS
from videos.api.serializers.papers import FindingSerializer
from videos.api.serializers.requests import PdfUploadSerializer
from videos.pipeline.identifiers import LONGEST_LIST, MOST_LINES

papers = extend_schema_view(
    get=extend_schema(
        summary="Look up papers before requesting their videos",
        parameters=[
            OpenApiParameter(
                "id",
                {"type": "string", "format": "pubmed-id"},
                description="One paper: PMID, PMC id, DOI, URL or citation, as for generate; or sample. Either id or q "
                "is required.",
                examples=[OpenApiExample("The sample", "sample")],
            ),
            OpenApiParameter(
                "q",
                {"type": "string", "format": "papers", "maxLength": LONGEST_LIST},
                description=f"The same, or words of a title, or up to {MOST_LINES} papers with one on each line. "
                "Ignored if there is an id.",
                examples=[OpenApiExample("Two papers", "sample\nPMC10979640")],
            ),
        ],
        responses=OpenApiResponse(FindingSerializer, description="The paper, or what q names."),
        extensions={PROBLEMS: ("invalid_id", "paper_not_found", "paper_has_no_text", "paper_unavailable")},
    )
)

paper_upload = extend_schema_view(
    post=extend_schema(
        operation_id="papers_upload",
        summary="Look up the paper that a PDF is",
        request=OpenApiRequest(PdfUploadSerializer, encoding={"file": {"contentType": "application/pdf"}}),
        responses=OpenApiResponse(FindingSerializer, description="The paper, or papers to choose from."),
        extensions={
            PROBLEMS: (
                *("not_a_pdf", "pdf_encrypted", "pdf_broken", "pdf_too_complex", "pdf_without_text", "pdf_without_id"),
                *("paper_not_found", "paper_has_no_text", "service_busy", "paper_unavailable"),
            )
        },
    )
)

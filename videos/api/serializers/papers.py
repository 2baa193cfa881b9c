"""A paper, and what a look-up finds, as the API returns them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from videos.api import examples
from videos.api.serializers.fields import OrNull
from videos.pipeline.artifacts import Origin


class NoticeSerializer(serializers.Serializer[Any]):
    """A fact about a paper that readers need to know, such as its retraction."""

    kind = serializers.CharField(help_text="Kind of notice, such as retracted or corrected.")
    text = serializers.CharField(help_text="Text of the notice.")
    pmid = serializers.CharField(help_text='PMID of the notice itself, or "".')


class PreprintSerializer(serializers.Serializer[Any]):
    """What its server says of a preprint."""

    version = serializers.CharField(help_text="Number of the latest version, which is the one that was read.")
    posted = serializers.DateField(help_text="When this version was posted.")
    licence = serializers.CharField(help_text='Licence, or "" if all rights are reserved.')
    category = serializers.CharField(help_text="The server's category.")
    published = serializers.CharField(help_text='DOI of the version that was published later, or "".')


class PaperSerializer(serializers.Serializer[Any]):
    """The paper, as its record describes it."""

    pmid = serializers.CharField(help_text='PubMed id, or "" for a preprint.')
    pmcid = serializers.CharField(help_text='PMC id, or "".')
    doi = serializers.CharField(help_text='DOI, or "".')
    title = serializers.CharField(help_text="Title, without markup.")
    authors = serializers.ListField(child=serializers.CharField(), help_text="Authors, in order.")
    journal = serializers.CharField(help_text="Journal.")
    year = serializers.CharField(help_text="Year of publication.")
    has_plain_summary = serializers.BooleanField(
        default=False, help_text="Whether it has a plain-language summary, so that text may be plain_language."
    )
    notices = NoticeSerializer(many=True, help_text="Facts that readers need to know, such as a retraction.")
    origin = serializers.ChoiceField(
        [origin.value for origin in Origin],
        default=Origin.PUBMED.value,
        read_only=True,
        help_text="Who gave the record: Europe PMC while NCBI was away, bioRxiv or medRxiv for a preprint.",
    )
    preprint = PreprintSerializer(
        default=None, read_only=True, allow_null=True, help_text="If it is a preprint of bioRxiv or medRxiv, else null."
    )


class LaterNoticeSerializer(NoticeSerializer):
    """A notice about a paper that is more recent than the video."""

    noticed_at = serializers.DateTimeField(help_text="When this service noticed it; NCBI is asked once a day.")


class SecondsSerializer(serializers.Serializer[Any]):
    """The estimated duration of a video in seconds, for each length."""

    short = serializers.IntegerField(help_text="With length short.")
    standard = serializers.IntegerField(help_text="With length standard.")
    long = serializers.IntegerField(help_text="With length long.")


class HitSerializer(serializers.Serializer[Any]):
    """A paper whose title has the words that were looked up."""

    pubmed_id = serializers.CharField(read_only=True, help_text="PMID, for generate.")
    paper = PaperSerializer(read_only=True, help_text="The paper.")


class EntrySerializer(serializers.Serializer[Any]):
    """What one line of a list names."""

    text = serializers.CharField(read_only=True, help_text="The line.")
    pubmed_id = OrNull(source="finding.pubmed_id", help_text="Normalised id, for generate; null if the line has none.")
    paper = PaperSerializer(
        source="finding.paper", read_only=True, allow_null=True, help_text="The paper; null if there is none."
    )
    hits = HitSerializer(many=True, read_only=True, help_text="Papers to choose from, if the line may be a title.")
    error_code = OrNull(source="finding.error_code", help_text="Error code; null if a video can be made.")
    error_message = OrNull(source="finding.error_message", help_text="What to do about it; null if there is no error.")


@extend_schema_serializer(
    examples=[
        OpenApiExample("The sample", examples.FINDING),
        OpenApiExample("A preprint", examples.PREPRINT),
        OpenApiExample("Words of a title", examples.HITS),
        OpenApiExample("A list", examples.ENTRIES),
    ]
)
class FindingSerializer(serializers.Serializer[Any]):
    """A paper and the estimated duration of its video; or papers to choose from; or one entry for each line."""

    pubmed_id = OrNull(help_text="Normalised id, for generate; null unless one paper was named.")
    paper = PaperSerializer(read_only=True, allow_null=True, help_text="The paper; null unless one was named.")
    seconds = SecondsSerializer(
        read_only=True, allow_null=True, help_text="Estimated duration of the video, by length; null without a paper."
    )
    error_code = OrNull(help_text="paper_retracted: the video needs allow_retracted. Null if there is no error.")
    error_message = OrNull(help_text="What to do about it; null if there is no error.")
    hits = HitSerializer(
        many=True, required=False, help_text="With q: papers whose titles have these words, if q may be a title."
    )
    entries = EntrySerializer(
        many=True, required=False, help_text="With q: one entry for each line, if q names several papers."
    )

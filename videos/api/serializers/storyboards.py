"""A storyboard as its reviewer gets it."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from videos.api import storyboard_examples as examples
from videos.api.serializers.edits import LARGEST
from videos.api.serializers.scenes import LAYOUTS, AbstractSentenceSerializer, SceneSerializer, content_of_scene
from videos.api.serializers.strict import StrictSerializer
from videos.jobs import storyboards
from videos.models import Storyboard
from videos.pipeline import editing
from videos.pipeline.review import review
from videos.pipeline.storyboard import source_of

MOST_CHARACTERS = 1_000
"""Of a text in a request: many times what any rule allows, so that a rule can say what is allowed."""

_MOST_ITEMS, _MOST_CUTS = 300, 100
_SENTENCE, _CARD = "sentence", "maker"
KINDS = [(_SENTENCE, _SENTENCE), (_CARD, _CARD)]


@extend_schema_serializer(examples=[OpenApiExample("The version that was read", {"version": 1}, request_only=True)])
class VersionSerializer(StrictSerializer):
    """The version of the storyboard that the client has read."""

    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST,
        help_text="Number of the version that is meant: 409 if it is not the current one. The current one if left out.",
    )


class CutSerializer(StrictSerializer):
    """A passage of a sentence that the voice may leave out."""

    number = serializers.IntegerField(max_value=LARGEST, help_text="Number among those of the sentence, from 0.")
    text = serializers.CharField(read_only=True, help_text="The passage.")
    on = serializers.BooleanField(help_text="Whether the voice leaves it out.")


class ItemSerializer(StrictSerializer):
    """What the video reads between its title and its source card: a sentence, or a card of the makers."""

    position = serializers.IntegerField(read_only=True, help_text="Place among the items, from 0.")
    kind = serializers.ChoiceField(
        read_only=True, choices=KINDS, help_text="A sentence, which has an index, or a card of the makers."
    )
    index = serializers.IntegerField(
        default=None,
        allow_null=True,
        max_value=LARGEST,
        help_text="Index of the sentence in abstract, from 0; null for a card.",
    )
    text = serializers.CharField(
        default=None,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        max_length=MOST_CHARACTERS,
        help_text="Text of the card; or the sentence as the abstract has it, which cannot be changed.",
    )
    heading = serializers.CharField(
        default="",
        allow_blank=True,
        trim_whitespace=False,
        max_length=MOST_CHARACTERS,
        help_text='Heading that the makers gave it, or "".',
    )
    layout = serializers.ChoiceField(
        default=None,
        choices=LAYOUTS,
        allow_null=True,
        help_text="Layout that a person chose; null if the rules choose.",
    )
    layouts = serializers.ListField(
        read_only=True, child=serializers.ChoiceField(choices=LAYOUTS), help_text="Layouts that may be chosen."
    )
    figure = serializers.CharField(
        default=None,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        max_length=MOST_CHARACTERS,
        help_text='Name of the figure of the paper that a person chose, "" for none; null if the rules choose.',
    )
    figures = serializers.ListField(
        read_only=True, child=serializers.CharField(), help_text="Figures of the paper that may be chosen."
    )
    cuts = serializers.ListField(
        child=CutSerializer(),
        required=False,
        max_length=_MOST_CUTS,
        help_text="Passages that the voice may leave out, in order. Those that a request does not name are left to the "
        "rules.",
    )
    scene = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Number of the scene that says it, from 1."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a layout beside a figure, which fills its slide."""
        if attrs["layout"] and attrs["figure"]:
            raise serializers.ValidationError({"figure": "A figure fills its slide. Send a layout or a figure."})
        return attrs


class WarningSerializer(serializers.Serializer[Any]):
    """What viewers would miss or misunderstand."""

    position = serializers.IntegerField(allow_null=True, help_text="Position of the item; null for the whole.")
    text = serializers.CharField(help_text="The warning.")


class PronunciationSerializer(StrictSerializer):
    """How the voice says a word in this video."""

    word = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=MOST_CHARACTERS, help_text="Word of the paper."
    )
    said = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=MOST_CHARACTERS, help_text="How it is said."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample("A version", examples.REVIEWED, response_only=True),
        OpenApiExample("The whole of it", examples.REPLACEMENT, request_only=True),
    ]
)
class StoryboardSerializer(StrictSerializer):
    """A version of a storyboard. A request changes what is not read-only, and may send back the rest as it is."""

    version = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST,
        help_text="Number of the version, from 1. In a request, the one that is edited: 409 if it is not the current.",
    )
    note = serializers.CharField(read_only=True, help_text="What differs from the version before.")
    author = serializers.CharField(
        read_only=True, allow_null=True, help_text="User who made it; null for the first version."
    )
    created_at = serializers.DateTimeField(read_only=True, help_text="When it was made.")
    approved_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When it was approved; null until then."
    )
    pmid = serializers.CharField(read_only=True, help_text="PubMed id of the paper.")
    title = serializers.CharField(read_only=True, help_text="Title of the paper.")
    seconds = serializers.FloatField(read_only=True, help_text="Estimated duration of the video.")
    promised_seconds = serializers.FloatField(
        read_only=True, help_text="Longest duration that the requested length promises, with that of the closing card."
    )
    can_undo = serializers.BooleanField(read_only=True, help_text="Whether there is an edit to undo.")
    can_redo = serializers.BooleanField(read_only=True, help_text="Whether there is an undone edit to do again.")
    changes = serializers.ListField(
        read_only=True,
        child=serializers.CharField(),
        help_text="What people have changed since the script was written.",
    )
    warnings = WarningSerializer(
        many=True, read_only=True, help_text="What viewers would miss. Approving the version ignores them."
    )
    items = serializers.ListField(
        child=ItemSerializer(), max_length=_MOST_ITEMS, help_text="What the video reads, in order."
    )
    subtitle = serializers.BooleanField(help_text="Whether the voice says the subtitle of the title.")
    has_subtitle = serializers.BooleanField(
        read_only=True, help_text="Whether there is a subtitle that may be left out."
    )
    glance = serializers.BooleanField(help_text="Whether the study is shown at a glance.")
    pronunciations = serializers.ListField(
        child=PronunciationSerializer(),
        max_length=editing.MOST_OPERATIONS,
        help_text="How words are said in this video only.",
    )
    omissions = serializers.ListField(
        read_only=True,
        child=serializers.CharField(),
        help_text="What viewers would expect and the script leaves out, such as harms.",
    )
    scenes = SceneSerializer(many=True, read_only=True, help_text="The scenes, in order.")
    abstract = AbstractSentenceSerializer(
        many=True, read_only=True, help_text="The sentences that a script may say, in order."
    )


def content(version: Storyboard) -> dict[str, Any]:
    """Return a version in the shape of StoryboardSerializer. Raises StoryboardUnreadable."""
    seen = review(storyboards.script_of(version), storyboards.laid_out_of(version))
    board = storyboards.board(version)
    return {
        "version": version.number,
        "note": version.note,
        "author": version.author.get_username() if version.author else None,
        "created_at": version.created_at,
        "approved_at": version.approved_at,
        "pmid": seen.paper.pmid,
        "title": seen.paper.title.text,
        "seconds": round(seen.seconds, 1),
        "promised_seconds": round(board.promised_seconds, 1),
        "can_undo": version.edited_from is not None,
        "can_redo": storyboards.can_redo(version),
        "changes": list(board.changes),
        "warnings": [{"position": warning.item, "text": warning.text} for warning in board.warnings],
        "items": [{**asdict(item), "kind": _CARD if item.index is None else _SENTENCE} for item in board.items],
        "subtitle": board.subtitle,
        "has_subtitle": board.has_subtitle,
        "glance": board.glance,
        "pronunciations": [{"word": word, "said": said} for word, said in board.pronunciations],
        "omissions": list(seen.omissions),
        "scenes": [content_of_scene(number, scene, seen.paper) for number, scene in enumerate(seen.scenes, start=1)],
        "abstract": [
            {**(source_of(sentence.source, seen.paper) or {}), "is_used": sentence.is_used}
            for sentence in seen.abstract
        ],
    }

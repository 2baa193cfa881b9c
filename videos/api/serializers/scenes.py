"""The scenes of a storyboard as its reviewer gets them: what each slide shows, and where it comes from."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from videos.pipeline.artifacts import Layout, Paper
from videos.pipeline.review import ReviewedScene
from videos.pipeline.storyboard import picture_of, source_of

LAYOUTS = [(layout.value, layout.value) for layout in Layout]


class SourceSerializer(serializers.Serializer[Any]):
    """Characters of the title or the abstract."""

    section = serializers.CharField(help_text='Heading of the section, "abstract" without one, or "title".')
    index = serializers.IntegerField(allow_null=True, help_text="Index of the section from 0; null for the title.")
    start = serializers.IntegerField(help_text="First character in the section.")
    end = serializers.IntegerField(help_text="The character after the last.")
    text = serializers.CharField(help_text="These characters.")


class ScriptSourceSerializer(SourceSerializer):
    """Characters of the title, the abstract or a sentence of the full text."""

    full_text = serializers.DictField(required=False, help_text="Where the full text has it: path, paragraph, url.")


class ScriptSentenceSerializer(serializers.Serializer[Any]):
    """A sentence of the script."""

    spoken = serializers.CharField(help_text="What the voice says.")
    shown = serializers.CharField(help_text="What the slide shows.")
    source = ScriptSourceSerializer(  # type: ignore[assignment]  # hides a serializer's own attribute, which is not used
        allow_null=True, help_text="Where the paper says it; null for the video's own words."
    )


class AbstractSentenceSerializer(SourceSerializer):
    """A sentence of the abstract."""

    is_used = serializers.BooleanField(help_text="Whether the script says it, or a part of it.")


class ShownSerializer(serializers.Serializer[Any]):
    """A number or a label of a picture."""

    role = serializers.CharField(help_text="What it is in the picture.")
    text = serializers.CharField(help_text="The number or the label.")
    field = serializers.CharField(
        allow_null=True, help_text="Field of the record that it was taken from; null if it is in the text."
    )
    source = SourceSerializer(  # type: ignore[assignment]
        allow_null=True, help_text="Where the paper says it, if that is not a field."
    )


class PaperFigureSerializer(serializers.Serializer[Any]):
    """A figure of the paper, and the terms of its use."""

    number = serializers.CharField(help_text="What the paper calls it, such as Figure 2.")
    url = serializers.CharField(help_text="Where it is in the full text.")
    licence = serializers.CharField(help_text="Licence of the article.")
    licence_url = serializers.CharField(help_text="Page of the licence.")
    credit = serializers.CharField(help_text="The credit on its slide.")
    width = serializers.IntegerField(help_text="Width of the kept picture in pixels.")
    height = serializers.IntegerField(help_text="Its height.")


class PictureSerializer(serializers.Serializer[Any]):
    """What is drawn on the slide."""

    kind = serializers.CharField(help_text="Kind of picture, such as interval.")
    text = serializers.CharField(help_text="The picture in words.")
    shows = ShownSerializer(many=True, help_text="Every number and label, and where it comes from.")
    figure = PaperFigureSerializer(required=False, help_text="The figure, if it is one of the paper.")


class FigureSerializer(serializers.Serializer[Any]):
    """A number set large."""

    value = serializers.CharField(help_text="The number.")
    label = serializers.CharField(help_text="What it counts or measures.")  # type: ignore[assignment]


class SceneSerializer(serializers.Serializer[Any]):
    """A scene: what one slide, or a few, show, and what is said meanwhile."""

    number = serializers.IntegerField(help_text="Place in the video, from 1.")
    layout = serializers.ChoiceField(choices=LAYOUTS, help_text="Layout of the slide.")
    label = serializers.CharField(help_text='Heading, or "".')  # type: ignore[assignment]
    note = serializers.CharField(help_text='Small print that explains abbreviations, or "".')
    slides = serializers.IntegerField(
        allow_null=True, help_text="Number of slides among which it is divided; null until that was tried."
    )
    seconds = serializers.FloatField(help_text="Estimated duration.")
    figure = FigureSerializer(allow_null=True, help_text="A number set large; null without one.")
    picture = PictureSerializer(allow_null=True, help_text="What is drawn; null without a picture.")
    sentences = ScriptSentenceSerializer(many=True, help_text="What is said, in order.")


def content_of_scene(number: int, reviewed: ReviewedScene, paper: Paper) -> dict[str, Any]:
    """Return a scene in the shape of SceneSerializer."""
    scene = reviewed.scene
    return {
        "number": number,
        "layout": scene.layout,
        "label": scene.label,
        "note": scene.note,
        "slides": reviewed.slides,
        "seconds": round(reviewed.seconds, 1),
        "figure": asdict(scene.figure) if scene.figure else None,
        "picture": picture_of(scene, paper),
        "sentences": [
            {"spoken": each.spoken, "shown": each.shown.text, "source": source_of(each.source, paper)}
            for each in scene.sentences
        ],
    }

"""Who may see the videos of a project, as the API shows and changes it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from videos.api.serializers.fields import FORMATS
from videos.api.serializers.strict import StrictSerializer
from videos.jobs import sharing
from videos.models import Project, Visibility

_VISIBILITY = (
    "private: only its owner sees the videos. link: everyone who has the link does, and search engines are asked not "
    "to list it. public: as link, and search engines may list it."
)


class ChangeShareSerializer(StrictSerializer):
    """Who may see the videos from now on."""

    visibility = serializers.ChoiceField(choices=Visibility.choices, help_text=_VISIBILITY)
    new_link = serializers.BooleanField(
        default=False, help_text="Make a new link. The one before leads nowhere from then on."
    )


class DaySerializer(serializers.Serializer[sharing.Day]):
    """How often the page was opened on a day."""

    day = serializers.DateField(read_only=True, help_text="The day, in UTC.")
    views = serializers.IntegerField(read_only=True, help_text="How often the page was opened on it.")


class ViewsSerializer(serializers.Serializer[sharing.Views]):
    """How often the page was opened, under all its links. No cookie is set, and no address is stored."""

    total = serializers.IntegerField(read_only=True, help_text="How often in all.")
    days = DaySerializer(many=True, read_only=True, help_text="The days among the last 30 on which it was opened.")


class ShareSerializer(serializers.Serializer[Project]):
    """Who may see the videos of a project, the link to them, and how often it was opened."""

    visibility = serializers.ChoiceField(choices=Visibility.choices, read_only=True, help_text=_VISIBILITY)
    url = serializers.SerializerMethodField(
        help_text="The page that shows the videos without signing in; null while they are private."
    )
    embed_url = serializers.SerializerMethodField(help_text="The player alone, for an iframe; null while private.")
    formats = serializers.SerializerMethodField(
        help_text="The formats of the finished videos. The page shows the latest of each; without one it is a 404."
    )
    taken_down = serializers.CharField(
        read_only=True, help_text='Why staff have taken the page down; "" unless they have. It is a 404 meanwhile.'
    )
    views = serializers.SerializerMethodField(help_text="How often people opened the page.")

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_url(self, project: Project) -> Any:
        """Return the URL of the page."""
        return self._url("shared", project)

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_embed_url(self, project: Project) -> Any:
        """Return the URL of the player."""
        return self._url("embedded", project)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=FORMATS)))
    def get_formats(self, project: Project) -> Any:
        """Return the formats that the page shows."""
        return list(sharing.videos(project))

    @extend_schema_field(ViewsSerializer())
    def get_views(self, project: Project) -> Any:
        """Return how often the page was opened."""
        return ViewsSerializer(sharing.views(project)).data

    def _url(self, view: str, project: Project) -> str | None:
        if project.slug is None:
            return None
        return reverse(view, kwargs={"slug": project.slug}, request=self.context.get("request"))

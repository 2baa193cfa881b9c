"""What the forms that request videos start with: a brand kit, or else the options of the last request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest
from rest_framework import serializers

from videos.api.permissions import kits_of, owner_of
from videos.api.serializers.options import OF_KITS, service_theme
from videos.engines import voices
from videos.models import Job, Kit
from videos.pages import again
from videos.pipeline.options import Format, Options, Theme, declared

_OF_THE_PAPER = {"format", "text", "allow_retracted"}
"""Not kept from the last request: they were chosen for its paper. Its formats are kept together."""


@dataclass(frozen=True, slots=True)
class Start:
    """The kits to choose from, the chosen one, and the options to start with, as a kit has them.

    ``is_last``: the options are those of the user's last request.
    """

    kits: Sequence[Kit]
    kit: Kit | None
    options: Mapping[str, Any]
    is_last: bool = False


def of(request: HttpRequest, sent: Mapping[str, Any], *, last: bool = True) -> Start:
    """Return what a form starts with: the ``kit`` that was sent, none if that is blank, else the default kit.

    Without a default kit it is the user's ``last`` request. A kit that is not the user's counts as none.
    """
    kits = list(kits_of(request.user))
    if "kit" in sent:
        kit = next((kit for kit in kits if str(kit.pk) == sent["kit"]), None)
        return Start(kits, kit, kit.options if kit else {})
    if kits and kits[0].is_default:  # the default comes first
        return Start(kits, kits[0], kits[0].options)
    job = Job.objects.filter(owner=owner_of(request.user)).defer("paper").first() if last else None
    kept = _kept(job.options, again.formats(job)) if job else {}
    usual = _kept(Options(theme=Theme(**service_theme())), [Options().format])
    return Start(kits, None, kept, is_last=bool(kept) and kept != usual)


def fill(form: serializers.Serializer[Any], options: Mapping[str, Any]) -> None:
    """Let the fields of a form start with these options, and with what the service sets where they leave it out."""
    for name, value in options.items():
        if name in form.fields and name != "theme":
            form.fields[name].initial = value
    if voices.refusal(options.get("voice")):
        form.fields["voice"].initial = None
    theme = form.fields["theme"]
    assert isinstance(theme, serializers.Serializer)  # noqa: S101 - for mypy  # nosec B101
    for name, value in (service_theme() | options.get("theme", {})).items():
        theme.fields[name].initial = value


def of_service() -> dict[str, Any]:
    """Return what a new kit starts with: what a video has whose request sets nothing."""
    usual = msgspec.to_builtins(Options())
    return {name: usual[name] for name in OF_KITS} | {"formats": [Options().format]}


def _kept(options: Options, formats: Sequence[Format]) -> dict[str, Any]:
    """Return the options of a request, apart from those that were chosen for its paper."""
    kept = {each.name: getattr(options, each.name) for each in declared() if each.name not in _OF_THE_PAPER}
    theme = {each.name: getattr(options.theme, each.name) for each in declared(Theme)}
    return {**kept, "formats": list(formats), "theme": theme}

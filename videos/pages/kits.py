"""The pages of brand kits: their list, the form of one, its logo, and the contrast of its colour."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_http_methods, require_safe
from rest_framework.serializers import Serializer

from videos.api.permissions import kits_of, owner_of
from videos.api.serializers.kits import CreateKitSerializer
from videos.api.serializers.options import OF_KITS
from videos.jobs import kits as saved
from videos.models import Kit
from videos.pages import contrast, forms, start
from videos.pages.decorators import for_users, seconds_to_wait, too_often, unless_too_often
from videos.pipeline.errors import StorageFailed
from videos.storage import logos

_LOGO = "options.theme.logo"
_ACCENT = "options.theme.accent"


@require_safe
@for_users
def kits(request: HttpRequest) -> HttpResponseBase:
    """Show the user's kits, the default first."""
    every = list(kits_of(request.user))
    shown = [(kit, contrast.swatch(kit.options.get("theme", {}).get("accent", ""))) for kit in every]
    return render(request, "videos/kits.html", {"kits": shown, "most": saved.MOST, "full": len(every) >= saved.MOST})


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def edit(request: HttpRequest, kit_id: UUID | None = None) -> HttpResponseBase:
    """Show the form of a kit, or of a new one, or save it."""
    mine = kits_of(request.user)
    kit = get_object_or_404(mine, pk=kit_id) if kit_id else Kit(owner=owner_of(request.user), options={})
    if request.method == "POST":
        return _saved(request, kit)
    form = CreateKitSerializer()
    form.fields["name"].initial = kit.name
    form.fields["default"].initial = kit.is_default if kit_id else not mine.exists()
    start.fill(_options(form), start.of_service() | kit.options)
    return _form(request, kit, form, formats=kit.options.get("formats", ()))


def _saved(request: HttpRequest, kit: Kit) -> HttpResponseBase:
    sent, logo_error, status = request.POST.copy(), "", 400
    if "no_logo" in sent:
        sent[_LOGO] = ""
    if seconds := seconds_to_wait(request):
        return forms.later(_form(request, kit, _judged(sent), 429, problem=too_often(seconds)), seconds)
    try:
        if digest := forms.uploaded_logo(request):
            sent[_LOGO] = digest
    except forms.NoLogo as error:
        logo_error, status, seconds = str(error), error.status, error.seconds
    form = _judged(sent)
    if logo_error or form.errors:
        return forms.later(_form(request, kit, form, status, logo_error=logo_error), seconds)
    values = form.validated_data
    kit.name, kit.is_default, kit.options = values["name"], values["default"], values.get("options", {})
    try:
        saved.save(kit)
    except (saved.NameTaken, saved.TooManyKits) as error:
        return _form(request, kit, form, 409, problem=str(error))
    messages.success(request, f"The brand kit “{kit.name}” is saved.")
    return redirect("kits")


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def delete(request: HttpRequest, kit_id: UUID) -> HttpResponseBase:
    """Delete a kit, after asking for confirmation."""
    kit = get_object_or_404(kits_of(request.user), pk=kit_id)
    if request.method == "POST":
        return _deleted(request, kit)
    return render(request, "videos/kits/delete.html", {"kit": kit})


@unless_too_often
def _deleted(request: HttpRequest, kit: Kit) -> HttpResponseBase:
    kit.delete()
    messages.success(request, f"The brand kit “{kit.name}” is deleted.")
    return redirect("kits")


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def make_default(request: HttpRequest, kit_id: UUID) -> HttpResponseBase:
    """Let the studio start with this kit. The URL opened as a page leads to the form of the kit."""
    kit = get_object_or_404(kits_of(request.user), pk=kit_id)
    return _made_default(request, kit) if request.method == "POST" else redirect("kit-edit", kit.pk)


@unless_too_often
def _made_default(request: HttpRequest, kit: Kit) -> HttpResponseBase:
    kit.is_default = True
    saved.save(kit)
    messages.success(request, f"The studio starts with “{kit.name}” from now on.")
    return redirect("kits")


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def upload(request: HttpRequest) -> HttpResponseBase:
    """Store a logo, and return its part of the form. A fragment must have the status of a success."""
    if request.method != "POST":
        return redirect("kits")
    context: dict[str, Any] = {"logo": request.POST.get(_LOGO, "")}
    if seconds := seconds_to_wait(request):
        return render(request, "videos/kits/logo.html", context | {"logo_error": too_often(seconds)})
    try:
        context["logo"] = forms.uploaded_logo(request) or context["logo"]
    except forms.NoLogo as error:
        context["logo_error"] = str(error)
    if not logos.exists(context["logo"]):
        context["logo"] = ""
    return render(request, "videos/kits/logo.html", context)


@require_safe
@for_users
@cache_control(private=True, no_cache=True)
@etag(lambda request, digest: f'"{digest}"')
def logo(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Return a logo as a PNG file. Its id, a digest, is known only to those who have the picture."""
    try:
        if logos.exists(digest):
            return HttpResponse(logos.read(digest), content_type="image/png")
    except StorageFailed as error:
        raise Http404 from error
    raise Http404


@require_safe
@for_users
def colour(request: HttpRequest) -> HttpResponseBase:
    """Return how an accent colour can be read on slides."""
    return render(request, "videos/kits/contrast.html", {"contrast": contrast.on_slides(request.GET.get(_ACCENT, ""))})


def _judged(sent: Any) -> CreateKitSerializer:
    form = CreateKitSerializer(data=sent)
    form.is_valid()
    return form


def _options(form: CreateKitSerializer) -> Serializer[Any]:
    options = form.fields["options"]
    assert isinstance(options, Serializer)  # noqa: S101 - for mypy  # nosec B101
    return options


def _form(
    request: HttpRequest,
    kit: Kit,
    form: CreateKitSerializer,
    status: int = 200,
    *,
    formats: Any = None,
    problem: str = "",
    logo_error: str = "",
) -> HttpResponse:
    fields = _options(form).fields
    options: Any = form["options"]
    theme = options["theme"]
    context = {
        "kit": None if kit._state.adding else kit,
        "form": form,
        "options": [(forms.template(name, fields[name]), options[name]) for name in (*OF_KITS, "formats")],
        "theme": theme,
        "logo": theme["logo"].value,
        "logo_error": logo_error or " ".join(theme["logo"].errors or ()),
        "contrast": contrast.on_slides(theme["accent"].value or ""),
        "formats": forms.formats(request.POST.getlist("options.formats") if formats is None else formats),
        "voices": list(forms.offered_voices(options["voice"].value)),
        "problem": problem,
        "invalid": bool(logo_error or (hasattr(form, "initial_data") and form.errors)),
    }
    return render(request, "videos/kits/form.html", context, status=status)

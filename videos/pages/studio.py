"""The studio, the first page: a form that requests a video."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from videos.api.permissions import is_operator, owner_of
from videos.api.problem_kinds import KINDS
from videos.api.serializers.requests import GenerateSerializer
from videos.api.user_messages import Explanation, explain
from videos.jobs import batches, earlier, submission
from videos.pages import box, forms, library, new_batch, start
from videos.pages.decorators import for_users, seconds_to_wait, too_often
from videos.papers import lookup, pdf, preview, standing
from videos.papers.lookup import Line
from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import LONGEST_LIST, MOST_LINES, entries
from videos.pipeline.options import Text, declared
from videos.pipeline.outside.pdf import BUSY_SECONDS, PdfBusy, PdfRefused

RECENT = 5
"""Number of jobs below the form."""

_ASKED_BEFORE = (
    "You have asked for this video before: here it is. For a new one, choose “Make it again” in the options."
)
_LONG_PDF = f"A PDF may have at most {pdf.MOST_BYTES // 1_000_000} MB. Enter the paper’s DOI, PMID or title instead."
_INSTEAD = "Enter the paper’s DOI, PMID or title instead."
_SHOWN = {"pubmed_id", "review"}
"""What the form shows above its options."""

_BESIDE_THE_PAPER = {"allow_retracted", "text"}
_FOLDED = {option.name for option in declared()} - {"text"} | {"theme", "refresh", "formats"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_users
def studio(request: HttpRequest) -> HttpResponseBase:
    """Show the form, filled in from the query of the URL, or submit it as the API does."""
    if request.method == "POST":
        return _generate(request)
    filled_in = request.GET.keys() - {"pubmed_id", "kit"}
    return _form(request, _judged(request.GET) if filled_in else _empty(request.GET.get("pubmed_id", "")))


def _generate(request: HttpRequest) -> HttpResponseBase:
    sent = request.POST.copy()
    if "use_kit" in sent:  # without JavaScript
        return _form(request, _empty(sent.get("pubmed_id", "")))
    if seconds := seconds_to_wait(request):
        return forms.later(_form(request, _judged(sent), 429, problem=Explanation(too_often(seconds))), seconds)
    if file := request.FILES.get("pdf"):
        return _named_by(request, sent, file)
    try:
        if logo := forms.uploaded_logo(request):
            sent["theme.logo"] = logo
    except forms.NoLogo as error:
        return forms.later(_form(request, _judged(sent), error.status, logo_error=str(error)), error.seconds)
    return _submitted(request, sent)


def _submitted(request: HttpRequest, sent: QueryDict) -> HttpResponseBase:
    names = list(dict.fromkeys(sent.getlist("paper")))[:MOST_LINES] if "all" in sent else []
    if names:
        sent["pubmed_id"] = names[0]
    asked = _judged(sent)
    if asked.errors:
        return _form(request, asked, 400)
    order = asked.video_request()
    if len(names) > 1:
        return _all(request, names, asked)
    if finding := box.impossible(order):
        return _form(request, asked, 400, lines=(Line(finding.pubmed_id, finding),))
    owner = owner_of(request.user)
    key = f"{forms.key(sent)}-{order.digest()[:16]}"
    repeated = earlier.find(order, owner, standing.still_stands, standing.ids_of)
    if repeated and repeated.idempotency_key != key:  # the same form sent twice is a double click
        messages.info(request, _ASKED_BEFORE)
        return redirect("job", repeated.pk)
    try:
        job = box.submit(order, owner, key)
    except submission.QueueUnavailable as error:
        return forms.later(_form(request, asked, 503, problem=_explain(request, error)), submission.RETRY_AFTER_SECONDS)
    except submission.TooManyJobs as error:
        return _form(request, asked, 429, problem=_explain(request, error))
    return redirect("job", job.pk)


def _named_by(request: HttpRequest, sent: QueryDict, file: "UploadedFile[bytes]") -> HttpResponseBase:
    """The form with the paper that a PDF is, or with why it is none. A fragment must have the status of a success."""
    line, status, seconds = _read(file)
    if line.finding.paper:
        sent["pubmed_id"] = line.finding.pubmed_id
    status = 200 if request.headers.get("HX-Request") else status
    return forms.later(_form(request, _judged(sent), status, lines=(line,), is_pdf=True), seconds)


def _read(file: "UploadedFile[bytes]") -> tuple[Line, int, int]:
    """What the file leads to, the status of the response, and the seconds after which to send it again, or 0."""
    name = file.name or ""
    if (file.size or 0) > pdf.MOST_BYTES:
        return _no_paper(name, "too_large", _LONG_PDF), 413, 0
    try:
        line = pdf.look_up(file)
    except PdfRefused as error:
        return _no_paper(name, error.code, f"{error} {_INSTEAD}"), 422, 0
    except PdfBusy as error:
        return _no_paper(name, error.code, str(error)), 503, BUSY_SECONDS
    return line, 200 if line.finding.paper or line.hits else KINDS[line.finding.error_code].status, 0


def _no_paper(name: str, code: str, text: str) -> Line:
    return Line(name, preview.Finding(error_code=code, error_message=text))


def _all(request: HttpRequest, names: Sequence[str], asked: GenerateSerializer) -> HttpResponseBase:
    try:
        made = box.make_all(names, asked.video_request(), owner_of(request.user), forms.key(request.POST))
    except (batches.BatchTooLarge, submission.TooManyJobs) as error:
        return _form(request, asked, KINDS[error.code].status, problem=_explain(request, error))
    return new_batch.opened(request, made)


def _explain(
    request: HttpRequest, error: batches.BatchTooLarge | submission.QueueUnavailable | submission.TooManyJobs
) -> Explanation:
    return explain(error.code, str(error), operator=is_operator(request.user))


def _empty(pasted: str) -> GenerateSerializer:
    form = GenerateSerializer()
    form.fields["pubmed_id"].initial = pasted
    form.fields["review"].initial = True
    return form


def _judged(sent: QueryDict) -> GenerateSerializer:
    """The form as it was sent. A kit has filled in its fields before."""
    fields = sent.copy()
    fields.pop("kit", None)
    form = GenerateSerializer(data=fields)
    form.is_valid()
    return form


def _form(
    request: HttpRequest,
    form: GenerateSerializer,
    status: int = 200,
    problem: Explanation | None = None,
    logo_error: str = "",
    lines: Sequence[Line] = (),
    is_pdf: bool = False,
) -> HttpResponse:
    is_filled_in = hasattr(form, "initial_data")
    errors = form.errors if is_filled_in else {}
    invalid = bool(logo_error or errors.keys() & _FOLDED)
    sent = request.POST or request.GET
    begun = start.of(request, {"kit": sent.get("kit", "")} if is_filled_in else sent)
    if not is_filled_in:
        start.fill(form, begun.options)
    context = {
        "form": form,
        "invalid": invalid,
        "longest": LONGEST_LIST,
        "longest_pdf": pdf.MOST_BYTES,
        "is_pdf": is_pdf,
        "is_plain": form["text"].value == Text.PLAIN,
        "key": forms.key(request.POST),
        "problem": problem,
        "logo_error": logo_error,
        "unfolded": invalid or "use_kit" in sent or bool(request.GET.keys() - _SHOWN),
        "begun": begun,
        "options": list(_option_fields(form)),
        "formats": forms.formats(sent.getlist("formats") if is_filled_in else begun.options.get("formats", ())),
        "voices": list(forms.offered_voices(form["voice"].value)),
        **(_named(sent) if "pubmed_id" in errors else {}),
        **(box.named(lines) if lines else {}),
        **library.newest(request, RECENT),
    }
    return render(request, "videos/studio.html", context, status=status)


def _named(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a refused text names, if it is a list or words of a title: the user chooses from it."""
    try:
        found = entries(sent.get("pubmed_id", ""))
    except InvalidId:
        return {}
    may_choose = len(found) > 1 or any(entry.is_title for entry in found)
    return box.named(lookup.look_up_lines(sent["pubmed_id"])) if may_choose else {}


def _option_fields(form: GenerateSerializer) -> Iterator[tuple[str, Any]]:
    """The template and the bound field of each option that is not chosen beside the paper itself."""
    for option in declared():
        if (settings.LLM_MODEL or not option.needs_model) and option.name not in _BESIDE_THE_PAPER:
            field = form["formats" if option.name == "format" else option.name]
            yield forms.template(option.name, form.fields[option.name]), field

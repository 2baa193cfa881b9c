"""The documentation site, as `make docs` builds it, at ``/docs/``."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from whitenoise import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware


@require_safe
def documentation(request: HttpRequest, page: str = "") -> HttpResponseBase:
    """A file of the site. Without a site, a page with status 404 that says how to build it."""
    if file := _site(settings.DOCS_DIR).find_file(request.path_info):
        served: HttpResponseBase = WhiteNoiseMiddleware.serve(file, request)
        return served
    if (settings.DOCS_DIR / "index.html").exists():
        raise Http404
    return render(request, "documentation.html", status=404)


@cache
def _site(folder: Path) -> WhiteNoise:
    """The files of the site. They are looked for at each request: on a checkout, the site may be built at any time."""
    site = WhiteNoise(None, autorefresh=True, max_age=60, index_file=True, allow_all_origins=False)
    site.add_files(folder, prefix="docs/")
    return site

"""The browsable API, with the strictest Content-Security-Policy that its templates allow."""

from collections.abc import Mapping
from typing import Any

from csp.constants import UNSAFE_INLINE
from rest_framework.renderers import BrowsableAPIRenderer

_ALLOW_STYLE_ATTRIBUTES = {"style-src-attr": [UNSAFE_INLINE]}


class BrowsableApi(BrowsableAPIRenderer):
    """DRF's pages. Their templates use style attributes; inline scripts and style sheets stay forbidden."""

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the template's context, and relax the policy for style attributes."""
        renderer_context["response"]._csp_update = _ALLOW_STYLE_ATTRIBUTES  # as django-csp's csp_update does
        context: dict[str, Any] = super().get_context(data, accepted_media_type, renderer_context)
        return context | {"code_style": None}  # it would be a style element

    def render(self, data: Any, *args: Any, **kwargs: Any) -> str:
        """Return the page, in its language: DRF's template names none, and has no block for it."""
        page: str = super().render(data, *args, **kwargs)
        return page.replace("<html>", '<html lang="en">', 1)

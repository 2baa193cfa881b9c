"""The browsable API, with as much of a Content-Security-Policy as its templates can keep."""

from collections.abc import Mapping
from typing import Any

from csp.constants import UNSAFE_INLINE
from rest_framework.renderers import BrowsableAPIRenderer

_ATTRIBUTES_MAY_STYLE = {"style-src-attr": [UNSAFE_INLINE]}


class BrowsableApi(BrowsableAPIRenderer):
    """DRF's pages. Their templates place buttons by style attributes; inline scripts and sheets stay forbidden."""

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What the template is given."""
        renderer_context["response"]._csp_update = _ATTRIBUTES_MAY_STYLE  # what django-csp's csp_update sets
        context: dict[str, Any] = super().get_context(data, accepted_media_type, renderer_context)
        return context | {"code_style": None}  # a style element

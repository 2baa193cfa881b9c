"""All URLs. Those of the API work with and without a trailing slash (see ``middleware``)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from hiddenhill.accounts.views import SignOut
from hiddenhill.documentation import documentation
from videos.api.schema import Schema
from videos.jobs.metrics import metrics

urlpatterns = [
    path("", include("videos.pages.urls")),
    path("accounts/", include("hiddenhill.accounts.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True)),
    path("admin/logout/", SignOut.as_view()),
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
    path("api/health", include("health.urls")),
    path("api/schema", Schema.as_view(), name="schema"),
    path("api/docs", TemplateView.as_view(template_name="docs.html"), name="docs"),
    path("api", include("videos.urls")),
    path("docs/", documentation, name="documentation"),
    path("docs/<path:page>", documentation, name="documentation-page"),
]

handler400 = "hiddenhill.error_handlers.bad_request"
handler403 = "hiddenhill.error_handlers.forbidden"
handler404 = "hiddenhill.error_handlers.not_found"
handler500 = "hiddenhill.error_handlers.server_error"

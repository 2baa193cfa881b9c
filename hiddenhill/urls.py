"""Every address of Hidden Hill. Those of the API work with and without a trailing slash (see ``middleware``)."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path("", include("videos.pages.urls")),
    path("accounts/", include("hiddenhill.accounts.urls")),
    path("admin/", admin.site.urls),
    path("api/health", include("health.urls")),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("api", include("videos.urls")),
]

"""URLs below ``/api/health``."""

from django.urls import path

from health.views import health, live, ready

urlpatterns = [
    path("", health, name="health"),
    path("/live", live, name="live"),
    path("/ready", ready, name="ready"),
]

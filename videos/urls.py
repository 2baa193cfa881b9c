"""The addresses of the API, below ``/api``."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from videos.api import Logos, Operations, Root, VideoViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=True)
router.register("videos", VideoViewSet, basename="video")

urlpatterns = [
    path("", Root.as_view(), name="api-root"),
    path("/logos", Logos.as_view(), name="logos"),
    path("/operations", Operations.as_view(), name="operations"),
    path("/", include(router.urls)),
]

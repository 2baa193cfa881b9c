"""The URLs of the API, below ``/api``."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from videos.api.batches import BatchViewSet
from videos.api.discovery import OneProblem, Problems, Root
from videos.api.events import Events
from videos.api.kits import KitViewSet
from videos.api.previews import ScenePicture, SentenceAudio
from videos.api.views import Logos, Operations, Papers, PaperUpload, Secret, Voices, VoiceSample
from videos.api.viewsets import ProjectViewSet, VideoViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=True)
router.register("videos", VideoViewSet, basename="video")
router.register("batches", BatchViewSet, basename="batch")
router.register("kits", KitViewSet, basename="kit")
router.register("projects", ProjectViewSet, basename="project")

urlpatterns = [
    path("", Root.as_view(), name="api-root"),
    path("/logos", Logos.as_view(), name="logos"),
    path("/papers", Papers.as_view(), name="papers"),
    path("/papers/upload", PaperUpload.as_view(), name="paper-upload"),
    path("/voices", Voices.as_view(), name="voices"),
    path("/voices/<slug:voice_id>/sample", VoiceSample.as_view(), name="voice-sample"),
    path("/webhooks/secret", Secret.as_view(), name="webhook-secret"),
    path("/operations", Operations.as_view(), name="operations"),
    path("/problems", Problems.as_view(), name="problems"),
    path("/problems/<slug:code>", OneProblem.as_view(), name="problem"),
    path(
        "/videos/<uuid:job_id>/storyboard/scenes/<int:number>.png", ScenePicture.as_view(), name="video-scene-picture"
    ),
    path(
        "/videos/<uuid:job_id>/storyboard/sentences/<int:position>/audio",
        SentenceAudio.as_view(),
        name="video-sentence-audio",
    ),
    path("/videos/<uuid:job_id>/events", Events.as_view(), name="video-events"),
    path("/", include(router.urls)),
]

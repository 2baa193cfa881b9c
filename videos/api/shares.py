"""The REST API of who may see the videos of a project, and the files of a shared one."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from videos.api import share_documentation as documentation
from videos.api.downloads import file_response
from videos.api.negotiation import FirstRenderer
from videos.api.serializers.shares import ChangeShareSerializer, ShareSerializer
from videos.jobs import sharing
from videos.models import Project, Visibility

_SECONDS = 60
"""For which the URL of a shared video in a bucket is valid. A link that was withdrawn ends as soon."""


class ShareActions(viewsets.GenericViewSet[Project]):
    """What the view of a project can do about who sees it."""

    @documentation.share
    @action(detail=True, methods=["get"])
    def share(self, request: Request, project_id: str) -> Response:
        """A project is private until its owner shares it. Only finished videos are shown, the latest of each format."""
        return self._shared(self.get_object())

    @documentation.change
    @share.mapping.put
    def change_share(self, request: Request, project_id: str) -> Response:
        """Takes effect at once, also for files. The link stays the same unless a new one is requested."""
        project = self.get_object()
        form = ChangeShareSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        visibility = Visibility(form.validated_data["visibility"])
        try:
            return self._shared(sharing.share(project.pk, visibility, new_link=form.validated_data["new_link"]))
        except Project.DoesNotExist as error:  # its last job has just been deleted
            raise Http404 from error
        except sharing.TakenDown as error:
            raise PermissionDenied(str(error)) from error

    def _shared(self, project: Project) -> Response:
        data = ShareSerializer(project, context=self.get_serializer_context()).data
        return Response(data, headers={"Cache-Control": "private, no-cache"})


class SharedFile(APIView):
    """A file of a shared video, for everyone who has the link."""

    schema = None  # it is part of a page
    authentication_classes = ()
    permission_classes = (AllowAny,)
    content_negotiation_class = FirstRenderer

    def get(self, request: Request, slug: str, shape: str, name: str) -> HttpResponseBase:
        """The file, or the part of it that the Range header requests."""
        return shared_file(request, slug, shape, name)


def shared_file(request: HttpRequest, slug: str, shape: str, name: str) -> HttpResponseBase:
    """Return a file of the latest video of this format. Raises Http404, or Problem as ``file_response`` does."""
    project = sharing.find(slug)
    videos = sharing.videos(project) if project else {}
    job = next((job for each, job in videos.items() if each.value == shape), None)
    if project is None or job is None or name not in job.files:
        raise Http404
    response = file_response(request, job, name, most_seconds=_SECONDS)
    if project.visibility != Visibility.PUBLIC:
        response["X-Robots-Tag"] = "noindex"
    return response

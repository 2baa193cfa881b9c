"""The REST API of brand kits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import status, viewsets
from rest_framework.mixins import DestroyModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer

from videos.api import kit_documentation
from videos.api.permissions import SignedInOrSingleUser, kits_of, owner_of
from videos.api.problems import Problem
from videos.api.serializers.kits import ChangeKitSerializer, CreateKitSerializer, KitSerializer
from videos.jobs import kits
from videos.models import Kit

_COLUMNS = {"default": "is_default"}


@kit_documentation.kits
class KitViewSet(DestroyModelMixin, viewsets.ReadOnlyModelViewSet[Kit]):
    """Brand kits: options for the look and the sound of videos, for requests that name the kit."""

    permission_classes = (SignedInOrSingleUser,)
    pagination_class = None
    lookup_url_kwarg = "kit_id"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self) -> QuerySet[Kit]:
        """Return the user's own kits."""
        return kits_of(self.request.user)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Use the fields of a new kit for the form of the browsable API."""
        return CreateKitSerializer if self.action in ("list", "create") else KitSerializer

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All kits of the user, at most 20: the default first, then by name."""
        every: Any = self.get_queryset()
        return Response(KitSerializer(every, many=True).data)

    def create(self, request: Request) -> Response:
        """Store options under a name. They are checked as those of a request are."""
        form = CreateKitSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        owner = owner_of(request.user)
        kit = Kit(owner=owner, options={})
        answer = self._saved(kit, form.validated_data, status.HTTP_201_CREATED)
        answer["Location"] = reverse("kit-detail", kwargs={"kit_id": kit.pk}, request=request)
        return answer

    def partial_update(self, request: Request, kit_id: str) -> Response:
        """Change what the request names. Videos that were requested with the kit stay as they are."""
        kit = self.get_object()
        form = ChangeKitSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return self._saved(kit, form.validated_data)

    def _saved(self, kit: Kit, values: dict[str, Any], code: int = status.HTTP_200_OK) -> Response:
        for name, value in values.items():
            setattr(kit, _COLUMNS.get(name, name), value)
        with _as_problems():
            kits.save(kit)
        kit.refresh_from_db()
        return Response(KitSerializer(kit).data, code)


@contextmanager
def _as_problems() -> Iterator[None]:
    """Raise the errors of ``kits.save`` as problems: 409 or 404."""
    try:
        yield
    except (kits.TooManyKits, kits.NameTaken) as error:
        raise Problem(error.code, str(error)) from error
    except Kit.DoesNotExist as error:
        raise Http404 from error

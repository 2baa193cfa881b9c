"""Brand kits: the options that an owner chose once for the look and the sound of videos.

A request that names a kit takes its options where it sets none of its own. The job keeps the options, not the kit, so
that a change or a deletion of the kit changes no video.
"""

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from videos.models import Kit

MOST = 20
"""Kits of one owner."""


class TooManyKits(Exception):
    """The owner has as many kits as one may have."""

    code = "too_many_kits"

    def __init__(self) -> None:
        super().__init__(f"You have {MOST} brand kits, the maximum. Delete one first.")


class NameTaken(Exception):
    """Another kit of the owner has the name, in capital or small letters."""

    code = "kit_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"You already have a brand kit “{name}”. Choose another name.")


def save(kit: Kit) -> Kit:
    """Insert a kit, or write its changes. If it is the default, no other kit of its owner is.

    Raises TooManyKits, NameTaken, and Kit.DoesNotExist if it was deleted meanwhile.
    """
    try:
        return _save(kit)
    except IntegrityError:  # another request has just inserted the owner's first kit, for which no row could be locked
        return _save(kit)


@transaction.atomic
def _save(kit: Kit) -> Kit:
    theirs = Kit.objects.filter(owner=kit.owner_id)
    locked = set(theirs.order_by("pk").select_for_update().values_list("pk", flat=True))  # requests take turns
    others = theirs.exclude(pk=kit.pk)
    if not kit._state.adding and kit.pk not in locked:
        raise Kit.DoesNotExist
    if others.alias(lower=Lower("name")).filter(lower=Lower(Value(kit.name))).exists():
        raise NameTaken(kit.name)
    if kit._state.adding and others.count() >= MOST:
        raise TooManyKits
    if kit.is_default:
        others.filter(is_default=True).update(is_default=False)
    kit.save()
    return kit

"""Brand kits of one owner that are saved at the same time.

``make faults`` runs this module on PostgreSQL as well. SQLite lets one transaction write at a time.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from videos.jobs import kits
from videos.models import Kit
from videos.tests.factories import UserFactory
from videos.tests.meanwhile import ALL_APPS

at_once = pytest.mark.django_db(transaction=True, available_apps=ALL_APPS)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


def saved(kit: Kit) -> str:
    """What became of it, in a connection of its own."""
    try:
        kits.save(kit)
        return "saved"
    except (kits.TooManyKits, kits.NameTaken) as error:
        return error.code
    finally:
        connection.close()


def save_all(*new: Kit) -> list[str]:
    with ThreadPoolExecutor(len(new)) as clients:
        return sorted(clients.map(saved, new))


@at_once
@on_postgresql
@pytest.mark.parametrize("owned", [True, False])
def test_of_the_first_kits_made_at_once_one_is_the_default(owned):
    owner = UserFactory() if owned else None
    assert save_all(*(Kit(owner=owner, name=f"kit {n}", is_default=True) for n in range(2))) == ["saved"] * 2
    assert Kit.objects.filter(is_default=True).count() == 1


@at_once
@on_postgresql
def test_of_kits_made_the_default_at_once_one_is():
    made = [Kit.objects.create(name=f"kit {n}") for n in range(6)]
    for kit in made:
        kit.is_default = True
    assert save_all(*made) == ["saved"] * 6
    assert Kit.objects.filter(is_default=True).count() == 1


@at_once
@on_postgresql
def test_a_double_click_makes_one_kit():
    assert save_all(*(Kit(name=name) for name in ("Heart", "heart"))) == ["kit_name_taken", "saved"]


@at_once
@on_postgresql
def test_no_owner_gets_more_than_the_most_at_once():
    for number in range(18):
        Kit.objects.create(name=f"kit {number}")
    assert save_all(*(Kit(name=f"more {n}") for n in range(5))) == ["saved"] * 2 + ["too_many_kits"] * 3


@pytest.mark.django_db
def test_the_database_holds_one_default_and_one_name_for_each_owner():
    ann = UserFactory()
    for owner in (ann, None):
        Kit.objects.create(owner=owner, name="Heart", is_default=True)
        for more in ({"name": "HEART"}, {"name": "Lung", "is_default": True}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Kit.objects.create(owner=owner, **more)


@pytest.mark.django_db
def test_the_kits_of_a_deleted_user_are_deleted():
    ann = UserFactory()
    Kit.objects.create(owner=ann, name="Heart")
    ann.delete()
    assert not Kit.objects.exists()


@pytest.mark.django_db
def test_a_kit_that_was_deleted_meanwhile_is_not_written_again():
    kit = Kit.objects.create(name="Heart")
    Kit.objects.all().delete()
    with pytest.raises(Kit.DoesNotExist):
        kits.save(kit)

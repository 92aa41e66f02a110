"""A compiled query says what its queryset says, with the values of each use."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts.models import RoleGrant, User
from hub.core import prepared
from hub.core.compiled import Compiled
from tests.factories.hub import UserFactory

pytestmark = pytest.mark.django_db


def test_each_use_reads_with_its_own_values():
    first, second = UserFactory.create_batch(2)
    by_uuid = Compiled(lambda uuid: User.objects.filter(uuid=uuid), uuid=UUID)
    assert by_uuid.rows(uuid=first.uuid) == [first]
    assert by_uuid.rows(uuid=second.uuid) == [second]
    assert by_uuid.first(uuid=uuid4()) is None


def test_it_is_written_once_and_asks_each_time(django_assert_num_queries):
    person = UserFactory.create()
    built = []

    def build(key):
        built.append(key)
        return User.objects.filter(pk=key)

    by_key = Compiled(build, key=int)
    with django_assert_num_queries(3):
        by_key.rows(key=person.pk)
        User.objects.filter(pk=person.pk).update(name="Neu")
        assert by_key.first(key=person.pk).name == "Neu"
    assert len(built) == 1


def test_joins_and_moments_come_along(django_assert_num_queries):
    grant = RoleGrant.objects.create(person=UserFactory.create(), role="founder")
    held = Compiled(
        lambda now, role: (
            RoleGrant.objects.held_at(now).filter(role=role).select_related("person")
        ),
        now=datetime,
        role=str,
    )
    now = timezone.now()
    with django_assert_num_queries(1):
        assert held.first(now=now, role="founder").person.email == grant.person.email
    assert not held.rows(now=now - timedelta(days=1), role="founder")
    assert not held.rows(now=now, role="reviewer")


def test_values_come_as_dicts_with_what_was_added_to_them():
    person = UserFactory(name="Ada")
    told = Compiled(
        lambda name: (
            User.objects.filter(name=name)
            .annotate(upper=Upper("name"))
            .values("upper", "uuid", "pk")
        ),
        name=str,
    )
    assert told.rows(name="Ada") == [{"upper": "ADA", "uuid": person.uuid, "pk": person.pk}]


def test_a_value_that_is_not_asked_for_is_told():
    with pytest.raises(ValueError, match="does not stand"):
        Compiled(lambda key: User.objects.all(), key=int).rows(key=1)


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only():
    person = UserFactory.create()
    locked = Compiled(lambda key: User.objects.select_for_update().filter(pk=key), key=int)
    with transaction.atomic():
        assert locked.rows(key=person.pk) == [person]
    with pytest.raises(transaction.TransactionManagementError):
        locked.rows(key=person.pk)


def test_the_database_plans_it_once():
    by_name = Compiled(lambda name: User.objects.filter(name=name), name=str)
    with CaptureQueriesContext(connection) as captured:
        for name in ("Ada", "Grace", "Ada"):
            assert not by_name.rows(name=name)

    planned = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(planned, ['%hub_user"."name" = $1%'])
        assert len(cursor.fetchall()) == 1
    assert [query["sql"].count("hub_user") > 0 for query in captured] == [True] * 3


def test_what_the_database_refuses_is_told_as_ever():
    by_name = Compiled(lambda name: User.objects.filter(name=name), name=str)
    with pytest.raises(DataError), transaction.atomic():
        by_name.rows(name="\x00")
    assert by_name.rows(name="Ada") == []


def test_several_travel_in_one_go(django_assert_num_queries):
    ada, grace = UserFactory(name="Ada"), UserFactory(name="Grace")
    by_name = Compiled(lambda name: User.objects.filter(name=name), name=str)
    with django_assert_num_queries(3), prepared.together():
        asked = [by_name.ask(name=name) for name in ("Grace", "Nobody", "Ada")]
    assert [found.rows() for found in asked] == [[grace], [], [ada]]


def test_an_error_in_one_go_is_told_as_ever():
    by_name = Compiled(lambda name: User.objects.filter(name=name), name=str)

    def ask():
        with transaction.atomic(), prepared.together():
            by_name.ask(name="Ada")
            prepared.cursor().execute("SET LOCAL statement_timeout = 1")
            prepared.cursor().execute("SELECT pg_sleep(1)")

    with pytest.raises(OperationalError):
        ask()
    assert by_name.rows(name="Ada") == []

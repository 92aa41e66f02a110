"""The cache in the database keeps Django's promises, with one statement for each write."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import connection

from hub.core import cache as module

pytestmark = pytest.mark.django_db


def test_what_is_set_is_got_until_it_runs_out(django_assert_num_queries):
    with django_assert_num_queries(2):
        cache.set("key", [1, "zwei"], 60)
        cache.set("key", [2], 60)
    assert cache.get("key") == [2]
    with time_machine.travel("2099-01-01"):
        assert cache.get("key") is None
    cache.set("forever", 1, None)
    with time_machine.travel("2099-01-01"):
        assert cache.get("forever") == 1


def test_only_a_free_key_is_added(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert cache.add("lock", 1, 10)
        assert not cache.add("lock", 2, 10)
    assert cache.get("lock") == 1
    with time_machine.travel("2099-01-01"):
        assert cache.add("lock", 3, 10)
        assert cache.get("lock") == 3


def test_a_full_table_is_cut(monkeypatch):
    monkeypatch.setattr(module, "CUT_EVERY", 1)
    monkeypatch.setattr(caches["default"], "_max_entries", 10)
    for number in range(30):
        cache.set(f"key-{number}", number, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hub_cache")
        assert cursor.fetchone()[0] <= 11


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_one_succeeds():
    def add(number: int) -> bool:
        try:
            return cache.add("lock", number, 10)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(8))) == 1

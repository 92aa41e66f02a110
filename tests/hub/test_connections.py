"""Connections that the database ended are not noticed by anybody."""

import copy
import time

import psycopg
import pytest
from django.db import connection

from hub.core.postgresql.base import DatabaseWrapper, is_over

pytestmark = pytest.mark.django_db(transaction=True)


def backend(cursor):
    cursor.execute("SELECT pg_backend_pid()")
    return cursor.fetchone()[0]


@pytest.fixture
def pooled():
    """As the portal runs; tests have no pool."""
    settings = copy.deepcopy(connection.settings_dict)
    settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1, "timeout": 10}
    wrapper = DatabaseWrapper(settings, connection.alias)
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(pooled):
    with pooled.cursor() as cursor:
        gone = backend(cursor)
    pooled.close()  # back into the pool
    with pooled.cursor() as cursor:
        assert backend(cursor) == gone, "the pool hands the same one out again"
    pooled.close()
    end(gone)

    with pooled.cursor() as cursor:
        assert backend(cursor) != gone


def test_a_quiet_connection_is_alive_and_an_ended_one_is_not():
    with connection.cursor() as cursor:
        pid = backend(cursor)
    assert not is_over(connection.connection)
    end(pid)
    assert is_over(connection.connection)
    connection.close()


def end(pid):
    """As an administrator ends it, or a database that is restarted."""
    settings = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(
        **{name: settings[name] for name in names if settings.get(name)}, autocommit=True
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        for _ in range(200):
            query = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
            if not other.execute(query, [pid]).fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("the server did not end it")

"""The rows that the migrations wrote, given back after a test that committed.

Django would truncate a hundred tables, which makes new files for each of them and of their indexes,
and read the rows again from JSON: a second of work for each such test, which wrote to a few tables.
"""

from django.db import connection, transaction

COPIES = "migrated"
_columns: dict[str, str] = {}


def keep():
    """Copy the rows; to be called before any test has written some."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {COPIES}")
        for table in _with_rows(cursor):
            _columns[table] = _columns_of(cursor, table)
            cursor.execute(
                f"CREATE TABLE {COPIES}.{table} AS SELECT {_columns[table]} FROM {table}"
            )


def give_back(test_case=None):
    """The tables as they were, whatever has been written since."""
    tables = ", ".join(_tables())
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever is still writing is waited for, so that their rows go as well.
        cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        # As with TRUNCATE, neither triggers nor references have a say in it.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _with_rows(cursor):
            cursor.execute(f"DELETE FROM {table}")
        for table, columns in _columns.items():
            rows = f"SELECT {columns} FROM {COPIES}.{table}"
            cursor.execute(f"INSERT INTO {table} ({columns}) {rows}")


def _tables():
    """Those that Django's own flush would empty."""
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _with_rows(cursor):
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in _tables())
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


def _columns_of(cursor, table):
    """All columns but those that the database computes."""
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    return cursor.fetchone()[0]

"""Django's sessions in the database, in as few statements as they can be: every page reads one.

A row of its own needs no transaction around it, and whether a new key is free shows when the row is
written.
"""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from hub.core.compiled import Compiled

LIVE = Compiled(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=str,
    now=datetime,
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = LIVE.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    def _get_new_session_key(self) -> str:
        return get_random_string(32, VALID_KEY_CHARS)

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        content: Any = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = self.create_model_instance(content)
        if must_create:
            _insert(row)
        elif not Session.objects.filter(pk=row.pk).update(
            session_data=row.session_data, expire_date=row.expire_date
        ):
            raise UpdateError


def _insert(row: AbstractBaseSession) -> None:
    # Inside a transaction a key that is taken must not end it.
    guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with guard:
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise CreateError from taken

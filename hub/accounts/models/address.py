from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from hub.accounts.models.person import User

UNDONE_WITHIN = timedelta(days=7)


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def after(self, change: "AddressChange") -> Self:
        """Later changes of the same account."""
        return self.filter(person=change.person_id, pk__gt=change.pk)


class AddressChange(models.Model):
    """An account got another address; the old one can undo it. The link's token is not kept."""

    person = models.ForeignKey(User, models.CASCADE, related_name="address_changes")
    old_email = models.EmailField()
    new_email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    changed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    # An earlier change was undone, which took this one back as well.
    void_at = models.DateTimeField(null=True, blank=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="addresschange_undone_or_void",
                condition=Q(undone_at__isnull=True) | Q(void_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.changed_at:%Y-%m-%d}"

    @property
    def undone_until(self) -> datetime:
        return self.changed_at + UNDONE_WITHIN

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.accounts.roles import OFFICE, Role, may


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person; without a password they come in by mailed code or passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser):
    """A person: one account, known by the e-mail address. What they may do hangs on RoleGrant."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=80, blank=True)
    language = models.CharField(
        _("Sprache der E-Mails"),
        max_length=2,
        choices=[("de", _("Deutsch")), ("en", _("Englisch"))],
        default="de",
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_superuser = models.BooleanField(_("Systemverwaltung"), default=False, editable=False)
    date_joined = models.DateTimeField(_("dabei seit"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held now; read once per request, so an ended grant counts from the next one."""
        grants = self.grants.held_at(timezone.now()).values_list("role", flat=True)
        return frozenset(grants)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        """May open the admin; Django asks for this name."""
        return self.is_active and (self.is_superuser or self.has_role(*OFFICE))

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and (self.is_superuser or may(self.roles, perm))

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def held_at(self, now: datetime) -> Self:
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now), granted_at__lte=now)


class RoleGrant(models.Model):
    """One person may act in one role, from a day, until it is ended. Never deleted."""

    person = models.ForeignKey(
        User, models.CASCADE, related_name="grants", verbose_name=_("Person")
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    granted_at = models.DateTimeField(_("vergeben am"), default=timezone.now)
    granted_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("vergeben von"),
    )
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        ordering = ["-granted_at"]
        constraints = [
            models.UniqueConstraint(
                name="rolegrant_once_while_held",
                fields=["person", "role"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="rolegrant_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("granted_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

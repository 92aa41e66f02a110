"""A kind of mail for one test, with texts of the test's own."""

from hub.mail import kinds
from hub.mail.kinds import MailKind
from hub.mail.models import EmailTemplate


def declare(monkeypatch, *, key="hub/test", placeholders=None, de=None, en=None, body="", **more):
    """Declare it and write its texts; by default the body names each placeholder once."""
    placeholders = placeholders or {}
    body = body or " ".join(f"{{{{ {name} }}}}" for name in placeholders) or "Text"
    kind = MailKind(key, "Probe", placeholders, **more)
    monkeypatch.setitem(kinds._kinds, key, kind)
    de, en = de or ("Betreff", body), en or ("Subject", body)
    EmailTemplate.objects.create(
        kind=key, subject_de=de[0], body_de=de[1], subject_en=en[0], body_en=en[1]
    )
    return kind

"""Partners see a startup since its consent was given last: what was gone and comes back is new."""

from importlib import import_module

from django.db import migrations

EARLIER = import_module("startups.migrations.0007_partner_profiles").WRITE
BEGIN = EARLIER.index("CREATE FUNCTION startups_follow_consent()")
BEFORE = EARLIER[BEGIN : EARLIER.index("CREATE TRIGGER consent_followed")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
FIRST = """CASE WHEN agreed THEN coalesce(for_partners_at, now())
                ELSE for_partners_at END"""
LAST = "CASE WHEN agreed THEN now() END"
assert FIRST in BEFORE


class Migration(migrations.Migration):

    dependencies = [('startups', '0011_conflict_sources')]

    operations = [migrations.RunSQL(BEFORE.replace(FIRST, LAST), BEFORE)]

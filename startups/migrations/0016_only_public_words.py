"""What visitors may not find has no words to be found by."""

from importlib import import_module

from django.db import migrations

EARLIER = import_module("startups.migrations.0014_milestones")
WRITTEN = EARLIER.changed(EARLIER.BEFORE)
BEFORE = WRITTEN[WRITTEN.index("CREATE FUNCTION startups_write_profiles()") :].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
SEARCHED = ("document", "name_words", "words")
FIRST = ", ".join(f"shown.{column}" for column in SEARCHED)
LAST = ", ".join(
    f"CASE WHEN shown.visibility = 'public' THEN shown.{column} ELSE '' END" for column in SEARCHED
)
assert BEFORE.count(FIRST) == 1
FORGET = """
UPDATE startups_publicprofile SET document = '', name_words = '', words = ''
WHERE visibility <> 'public';
"""
WRITE_AGAIN = "UPDATE startups_startup SET name = name WHERE visibility <> 'public';"


class Migration(migrations.Migration):

    dependencies = [('startups', '0015_question_counts')]

    operations = [
        migrations.RunSQL(BEFORE.replace(FIRST, LAST) + FORGET, BEFORE + WRITE_AGAIN),
    ]

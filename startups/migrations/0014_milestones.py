"""Milestones, and what is shown of them: written by the same function as the rest of a profile."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

EARLIER = import_module("startups.migrations.0007_partner_profiles")
BEGIN = EARLIER.WRITE.index("-- The one rule")
END = EARLIER.WRITE.index("CREATE FUNCTION startups_drop_profiles()")
BEFORE = EARLIER.WRITE[BEGIN:END]
# What stood there, and what stands there now.
CHANGES = (
    (
        "startups_shown(given startups_startup, released text[])",
        "startups_shown(given startups_startup, released text[], seen text[])",
    ),
    (
        "    shown.is_hiring :=",
        """    shown.milestones := coalesce((
        SELECT jsonb_agg(jsonb_build_object('title', title, 'reached_on', reached_on)
            ORDER BY reached_on DESC, id DESC)
        FROM startups_milestone WHERE startup_id = given.id
            AND CASE WHEN waits THEN 'waiting' ELSE audience END = ANY(seen)), '[]');
    shown.is_hiring :=""",
    ),
    (
        "shown.traction, shown.pilot_wish);",
        """shown.traction, shown.pilot_wish,
        (SELECT string_agg(told->>'title', ' ') FROM jsonb_array_elements(shown.milestones) AS told));""",
    ),
    ("startups_shown(NEW, NEW.released_fields);", "startups_shown(NEW, NEW.released_fields, '{all}');"),
    (
        "IF NOT NEW.partner_fields <@ NEW.released_fields THEN",
        """IF NOT NEW.partner_fields <@ NEW.released_fields OR EXISTS (
        SELECT FROM startups_milestone WHERE startup_id = NEW.id AND audience = 'partners') THEN""",
    ),
    (
        "startups_shown(NEW, NEW.released_fields || NEW.partner_fields);",
        "startups_shown(\n            NEW, NEW.released_fields || NEW.partner_fields, '{all,partners}');",
    ),
    (
        f"startups_publicprofile ({', '.join(EARLIER.PUBLIC)})",
        f"startups_publicprofile ({', '.join(EARLIER.PUBLIC)}, milestones)",
    ),
    (
        f"VALUES ({', '.join(f'shown.{column}' for column in EARLIER.PUBLIC)})",
        f"VALUES ({', '.join(f'shown.{column}' for column in EARLIER.PUBLIC)}, shown.milestones)",
    ),
)


def changed(text):
    for before, after in CHANGES:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


SHOWN = "startups_shown(startups_startup, text[]"
GONE = f"""
DROP TRIGGER startup_shown ON startups_startup;
DROP FUNCTION startups_write_profiles();
DROP FUNCTION {SHOWN}%s);
"""
BACK_AGAIN = """
CREATE TRIGGER startup_shown AFTER INSERT OR UPDATE ON startups_startup
    FOR EACH ROW EXECUTE FUNCTION startups_write_profiles();
"""
FOLLOW = """
CREATE FUNCTION startups_milestone_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told startups_milestone := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    UPDATE startups_startup SET name = name WHERE id = told.startup_id;
    RETURN NULL;
END $$;

CREATE TRIGGER milestone_changed AFTER INSERT OR UPDATE OR DELETE ON startups_milestone
    FOR EACH ROW EXECUTE FUNCTION startups_milestone_changed();
"""
WRITE = GONE % "" + changed(BEFORE) + BACK_AGAIN + FOLLOW
BACK = f"""
DROP TRIGGER milestone_changed ON startups_milestone;
DROP FUNCTION startups_milestone_changed();
{GONE % ", text[]"}{BEFORE}{BACK_AGAIN}
"""


class Migration(migrations.Migration):

    dependencies = [
        ('startups', '0013_search_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='partnerprofile',
            name='milestones',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='publicprofile',
            name='milestones',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=140, verbose_name='Was wurde erreicht?')),
                ('reached_on', models.DateField(verbose_name='erreicht am')),
                ('audience', models.CharField(choices=[('all', 'Alle'), ('partners', 'Nur Partner'), ('hub', 'Nur das Hub-Team')], default='all', max_length=10, verbose_name='Wer sieht das?')),
                ('waits', models.BooleanField(default=False, editable=False, verbose_name='wartet auf Freigabe')),
                ('startup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='startups.startup')),
            ],
            options={
                'verbose_name': 'Meilenstein',
                'verbose_name_plural': 'Meilensteine',
                'ordering': ['-reached_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('startup', 'title', 'reached_on'), name='milestone_told_once'), models.CheckConstraint(condition=models.Q(('waits', False), ('audience', 'all'), _connector='OR'), name='milestone_waits_for_the_public_alone'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='milestone_says_something')],
            },
        ),
        migrations.RunSQL(WRITE, BACK),
    ]

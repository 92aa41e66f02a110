"""The competence centre's units, with the words to find them by kept by the database itself."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


WRITE = """
-- All that a unit is found by; its own row holds it, so that one index answers a search.
CREATE FUNCTION partners_write_science_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    can text := (SELECT string_agg(concat_ws(' ', title, array_to_string(tags, ' ')), ' ')
                 FROM partners_expertise WHERE unit_id = NEW.id);
    has text := (SELECT string_agg(what, ' ') FROM partners_equipment WHERE unit_id = NEW.id);
    more text := (SELECT string_agg(text, ' ') FROM partners_expertise WHERE unit_id = NEW.id);
    home text := (SELECT name FROM partners_partner WHERE id = NEW.university_id);
    body text := concat_ws(' ', NEW.text_de, NEW.text_en, home);
BEGIN
    IF NEW.state = 'published' AND NEW.published_at IS NULL THEN
        NEW.published_at := statement_timestamp();
    END IF;
    NEW.document := startups_in_both_languages(concat_ws(' ', NEW.name_de, NEW.name_en), 'A')
        || startups_in_both_languages(concat_ws(' ', can, has), 'B')
        || startups_in_both_languages(more, 'C')
        || startups_in_both_languages(body, 'D');
    NEW.name_words := startups_plain(concat_ws(' ', NEW.name_de, NEW.name_en));
    NEW.words := startups_plain(concat_ws(' ', NEW.name_de, NEW.name_en, can, has, more, body));
    NEW.track_slugs := ARRAY(
        SELECT track.slug FROM partners_scienceunit_tracks AS has_track
        JOIN hub_track AS track ON track.id = has_track.track_id
        WHERE has_track.scienceunit_id = NEW.id ORDER BY track.slug);
    RETURN NEW;
END $$;

CREATE TRIGGER scienceunit_words BEFORE INSERT OR UPDATE ON partners_scienceunit
    FOR EACH ROW EXECUTE FUNCTION partners_write_science_words();

-- What a unit knows, has and works on is written anew with its row.
CREATE FUNCTION partners_renew_science_unit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
BEGIN
    UPDATE partners_scienceunit SET sort_key = sort_key
        WHERE id = coalesce(changed ->> 'unit_id', changed ->> 'scienceunit_id')::bigint;
    RETURN NULL;
END $$;

CREATE TRIGGER expertise_renews AFTER INSERT OR UPDATE OR DELETE ON partners_expertise
    FOR EACH ROW EXECUTE FUNCTION partners_renew_science_unit();
CREATE TRIGGER equipment_renews AFTER INSERT OR UPDATE OR DELETE ON partners_equipment
    FOR EACH ROW EXECUTE FUNCTION partners_renew_science_unit();
CREATE TRIGGER tracks_renew AFTER INSERT OR UPDATE OR DELETE ON partners_scienceunit_tracks
    FOR EACH ROW EXECUTE FUNCTION partners_renew_science_unit();

CREATE FUNCTION partners_renew_units_of_university() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE partners_scienceunit SET sort_key = sort_key WHERE university_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER university_renews AFTER UPDATE OF name ON partners_partner
    FOR EACH ROW WHEN (OLD.name <> NEW.name)
    EXECUTE FUNCTION partners_renew_units_of_university();

-- Wherever a scientist agrees to be named or takes it back: no kept page says otherwise.
CREATE FUNCTION partners_touch_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hub_publicversion SET number = number + 1 WHERE id = 1;
    IF NOT FOUND THEN
        INSERT INTO hub_publicversion (id, number) VALUES (1, 1) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER science_named_given AFTER INSERT OR UPDATE ON hub_consent
    FOR EACH ROW WHEN (NEW.purpose = 'science_named') EXECUTE FUNCTION partners_touch_public();
CREATE TRIGGER science_named_gone AFTER DELETE ON hub_consent
    FOR EACH ROW WHEN (OLD.purpose = 'science_named') EXECUTE FUNCTION partners_touch_public();
"""

BACK = """
DROP TRIGGER science_named_gone ON hub_consent;
DROP TRIGGER science_named_given ON hub_consent;
DROP FUNCTION partners_touch_public();
DROP TRIGGER university_renews ON partners_partner;
DROP FUNCTION partners_renew_units_of_university();
DROP TRIGGER tracks_renew ON partners_scienceunit_tracks;
DROP TRIGGER equipment_renews ON partners_equipment;
DROP TRIGGER expertise_renews ON partners_expertise;
DROP FUNCTION partners_renew_science_unit();
DROP TRIGGER scienceunit_words ON partners_scienceunit;
DROP FUNCTION partners_write_science_words();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0007_consent_about'),
        ('partners', '0002_members'),
        ('startups', '0007_partner_profiles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScienceUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(unique=True)),
                ('name_de', models.CharField(max_length=120, verbose_name='Name (deutsch)')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='Name (englisch)')),
                ('sort_key', models.CharField(editable=False, max_length=80)),
                ('kind', models.CharField(choices=[('chair', 'Lehrstuhl'), ('lab', 'Labor'), ('institute', 'Institut')], max_length=10, verbose_name='Art')),
                ('text_de', models.TextField(blank=True, max_length=2000, verbose_name='Text (deutsch)')),
                ('text_en', models.TextField(blank=True, max_length=2000, verbose_name='Text (englisch)')),
                ('website', models.URLField(blank=True, verbose_name='Website')),
                ('state', models.CharField(choices=[('private', 'nicht öffentlich'), ('published', 'öffentlich')], default='private', max_length=10, verbose_name='Stand')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='veröffentlicht am')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('document', django.contrib.postgres.search.SearchVectorField(editable=False)),
                ('name_words', models.TextField(editable=False)),
                ('words', models.TextField(editable=False)),
                ('track_slugs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), default=list, editable=False, size=None)),
                ('tracks', models.ManyToManyField(blank=True, related_name='+', to='hub.track', verbose_name='Schwerpunkte')),
                ('university', models.ForeignKey(limit_choices_to={'kind': 'science'}, on_delete=django.db.models.deletion.PROTECT, related_name='science_units', to='partners.partner', verbose_name='Hochschule')),
            ],
            options={
                'verbose_name': 'wissenschaftliche Einrichtung',
                'verbose_name_plural': 'Kompetenzzentrum',
                'ordering': ['sort_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Expertise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='Kompetenz')),
                ('text', models.TextField(blank=True, max_length=1000, verbose_name='Wobei sie hilft')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, help_text='Durch Kommas getrennt, höchstens acht.', size=8, verbose_name='Stichworte')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expertise', to='partners.scienceunit')),
            ],
            options={
                'verbose_name': 'Kompetenz',
                'verbose_name_plural': 'Kompetenzen',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Equipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('what', models.CharField(max_length=120, verbose_name='Ausstattung')),
                ('conditions', models.CharField(blank=True, help_text='Wer sie nutzen darf, wann und zu welchen Kosten.', max_length=300, verbose_name='Bedingungen')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='equipment', to='partners.scienceunit')),
            ],
            options={
                'verbose_name': 'Ausstattung',
                'verbose_name_plural': 'Ausstattung',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ScienceUnitMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('level', models.CharField(choices=[('lead', 'Leitung'), ('member', 'Mitglied')], max_length=10, verbose_name='Stufe')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dabei seit')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='ausgeschieden am')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='science_memberships', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='partners.scienceunit')),
            ],
            options={
                'verbose_name': 'Mitarbeiter:in',
                'verbose_name_plural': 'Mitarbeitende',
                'ordering': ['joined_at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='scienceunit',
            index=django.contrib.postgres.indexes.GinIndex(fields=['document'], name='scienceunit_document'),
        ),
        migrations.AddIndex(
            model_name='scienceunit',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='scienceunit_words', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='scienceunitmember',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('person',), name='scienceunitmember_one_unit_at_a_time', violation_error_message='Diese Person arbeitet schon in einer Einrichtung.'),
        ),
        migrations.RunSQL(WRITE, BACK),
    ]

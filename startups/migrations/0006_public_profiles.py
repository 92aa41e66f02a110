"""What visitors may see of a startup, kept by the database itself in a table to search in."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


WRITE = """
-- Letters as people type them in a hurry: «Ladesäule», «Ladesaeule» and «Ladesaule» are one word.
-- IMMUTABLE, as the dictionary is named; search_path is not asked.
CREATE FUNCTION startups_plain(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT replace(replace(replace(
        lower(public.unaccent('public.unaccent'::regdictionary, given)),
        'ae', 'a'), 'oe', 'o'), 'ue', 'u')
$$;

CREATE FUNCTION startups_in_both_languages(given text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('pg_catalog.german', coalesce(given, ''))
        || to_tsvector('pg_catalog.english', coalesce(given, '')), weight)
$$;

-- The one rule of what the public may see of a startup.
CREATE FUNCTION startups_write_public_profile() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shown startups_publicprofile;
    released text[] := NEW.released_fields;
    head text;
BEGIN
    shown.startup_id := NEW.id;
    shown.visibility := NEW.visibility;
    shown.published_at := NEW.published_at;
    shown.is_demo := NEW.is_demo;
    shown.slug := NEW.slug;
    shown.name := NEW.name;
    shown.sort_key := NEW.sort_key;
    shown.one_liner := NEW.one_liner;
    shown.track_id := NEW.track_id;
    shown.batch_id := NEW.batch_id;
    shown.life := NEW.life;
    shown.text := CASE WHEN 'text' = ANY(released) THEN NEW.text ELSE '' END;
    shown.stage := CASE WHEN 'stage' = ANY(released) THEN NEW.stage ELSE '' END;
    shown.seat := CASE WHEN 'seat' = ANY(released) THEN NEW.seat ELSE '' END;
    shown.region := CASE WHEN 'seat' = ANY(released) THEN NEW.region ELSE '' END;
    shown.seeks := CASE WHEN 'seeks' = ANY(released) THEN NEW.seeks ELSE '{}' END;
    shown.tags := CASE WHEN 'tags' = ANY(released) THEN NEW.tags ELSE '{}' END;
    shown.team_size := CASE WHEN 'team_size' = ANY(released) THEN NEW.team_size END;
    shown.team_band := CASE
        WHEN shown.team_size IS NULL OR shown.team_size = 0 THEN ''
        WHEN shown.team_size = 1 THEN '1'
        WHEN shown.team_size <= 5 THEN '2-5'
        WHEN shown.team_size <= 10 THEN '6-10'
        WHEN shown.team_size <= 25 THEN '11-25'
        ELSE '26+' END;
    shown.founded_on := CASE WHEN 'founded_on' = ANY(released) THEN NEW.founded_on END;
    shown.website := CASE WHEN 'website' = ANY(released) THEN NEW.website ELSE '' END;
    shown.jobs_url := CASE WHEN 'jobs_url' = ANY(released) THEN NEW.jobs_url ELSE '' END;
    shown.is_hiring := shown.jobs_url <> '' AND shown.life <> 'closed';
    head := concat_ws(' ', array_to_string(shown.tags, ' '), shown.one_liner);
    shown.document := startups_in_both_languages(shown.name, 'A')
        || startups_in_both_languages(head, 'B')
        || startups_in_both_languages(concat_ws(' ', shown.text, shown.seat), 'D');
    shown.name_words := startups_plain(shown.name);
    shown.words := startups_plain(concat_ws(' ', shown.name, head, shown.seat, shown.text));
    DELETE FROM startups_publicprofile WHERE startup_id = NEW.id;
    INSERT INTO startups_publicprofile SELECT shown.*;
    RETURN NULL;
END $$;

CREATE FUNCTION startups_drop_public_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM startups_publicprofile WHERE startup_id = OLD.id;
    RETURN OLD;
END $$;

CREATE TRIGGER startup_shown AFTER INSERT OR UPDATE ON startups_startup
    FOR EACH ROW EXECUTE FUNCTION startups_write_public_profile();
CREATE TRIGGER startup_gone BEFORE DELETE ON startups_startup
    FOR EACH ROW EXECUTE FUNCTION startups_drop_public_profile();

-- What was there before.
UPDATE startups_startup SET name = name;
"""

BACK = """
DROP TRIGGER startup_gone ON startups_startup;
DROP TRIGGER startup_shown ON startups_startup;
DROP FUNCTION startups_drop_public_profile();
DROP FUNCTION startups_write_public_profile();
DROP FUNCTION startups_in_both_languages(text, "char");
DROP FUNCTION startups_plain(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0005_invitation_label'),
        ('startups', '0005_conflict_labels'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.AddField(
            model_name='startup',
            name='jobs_url',
            field=models.URLField(blank=True, verbose_name='offene Stellen'),
        ),
        migrations.AddField(
            model_name='startup',
            name='region',
            field=models.CharField(blank=True, choices=[('leipzig', 'Leipzig'), ('saxony', 'übriges Sachsen'), ('central', 'Sachsen-Anhalt und Thüringen'), ('germany', 'übriges Deutschland'), ('abroad', 'Ausland')], max_length=10, verbose_name='Region'),
        ),
        migrations.CreateModel(
            name='PublicProfile',
            fields=[
                ('startup', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='public_profile', serialize=False, to='startups.startup')),
                ('visibility', models.CharField(choices=[('private', 'privat'), ('pending', 'wartet auf Freigabe'), ('public', 'öffentlich'), ('archived', 'archiviert')], max_length=10)),
                ('published_at', models.DateTimeField(null=True)),
                ('is_demo', models.BooleanField()),
                ('slug', models.CharField(max_length=90)),
                ('name', models.CharField(max_length=80)),
                ('sort_key', models.CharField(max_length=80)),
                ('one_liner', models.CharField(max_length=140)),
                ('life', models.CharField(choices=[('active', 'aktiv'), ('acquired', 'übernommen'), ('closed', 'geschlossen')], max_length=10)),
                ('text', models.TextField()),
                ('stage', models.CharField(choices=[('idea', 'Idee'), ('prototype', 'Prototyp'), ('customers', 'erste Kunden'), ('growth', 'Wachstum')], max_length=10)),
                ('seat', models.CharField(max_length=80)),
                ('region', models.CharField(choices=[('leipzig', 'Leipzig'), ('saxony', 'übriges Sachsen'), ('central', 'Sachsen-Anhalt und Thüringen'), ('germany', 'übriges Deutschland'), ('abroad', 'Ausland')], max_length=10)),
                ('seeks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('pilot', 'Pilotpartner'), ('capital', 'Kapital'), ('staff', 'Mitarbeitende'), ('mentor', 'Mentor:in')], max_length=10), size=None)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
                ('team_size', models.PositiveSmallIntegerField(null=True)),
                ('team_band', models.CharField(choices=[('1', '1 Person'), ('2-5', '2 bis 5 Personen'), ('6-10', '6 bis 10 Personen'), ('11-25', '11 bis 25 Personen'), ('26+', 'mehr als 25 Personen')], max_length=10)),
                ('founded_on', models.DateField(null=True)),
                ('website', models.CharField(max_length=200)),
                ('jobs_url', models.CharField(max_length=200)),
                ('is_hiring', models.BooleanField()),
                ('document', django.contrib.postgres.search.SearchVectorField()),
                ('name_words', models.TextField()),
                ('words', models.TextField()),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='startups.batch')),
                ('track', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='hub.track')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['document'], name='publicprofile_document'), django.contrib.postgres.indexes.GinIndex(fields=['words'], name='publicprofile_words', opclasses=['gin_trgm_ops']), models.Index(condition=models.Q(('visibility', 'public')), fields=['sort_key', 'startup'], name='publicprofile_by_name'), models.Index(condition=models.Q(('visibility', 'public')), fields=['-published_at', 'startup'], name='publicprofile_newest')],
            },
        ),
        migrations.RunSQL(WRITE, BACK),
    ]

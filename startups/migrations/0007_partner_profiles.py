"""What partners may see of a startup: a table like the public one, written by the same function."""

import uuid
from importlib import import_module

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import startups.models.attachment

EARLIER = import_module("startups.migrations.0006_public_profiles")

# The columns that everybody's table has of partners' table.
PUBLIC = (
    "startup_id visibility published_at is_demo slug name sort_key one_liner track_id batch_id life"
    " text stage seat region seeks tags team_size team_band founded_on website jobs_url is_hiring"
    " document name_words words"
).split()
# What is copied where it was released and left empty where not: column, field to tick, if empty.
RELEASED = (
    ("text", "text", "''"),
    ("stage", "stage", "''"),
    ("seat", "seat", "''"),
    ("region", "seat", "''"),
    ("seeks", "seeks", "'{}'"),
    ("tags", "tags", "'{}'"),
    ("team_size", "team_size", "NULL"),
    ("founded_on", "founded_on", "NULL"),
    ("website", "website", "''"),
    ("jobs_url", "jobs_url", "''"),
    ("traction", "traction", "''"),
    ("pilot_wish", "pilot_wish", "''"),
)

WRITE = f"""
DROP TRIGGER startup_gone ON startups_startup;
DROP TRIGGER startup_shown ON startups_startup;
DROP FUNCTION startups_drop_public_profile();
DROP FUNCTION startups_write_public_profile();

-- The one rule of what an audience may see of a startup: `released` to it, and nothing else.
CREATE FUNCTION startups_shown(given startups_startup, released text[])
RETURNS startups_partnerprofile LANGUAGE plpgsql STABLE AS $$
DECLARE
    shown startups_partnerprofile;
    head text;
    body text;
BEGIN
    shown.startup_id := given.id;
    shown.visibility := given.visibility;
    shown.published_at := given.published_at;
    shown.is_demo := given.is_demo;
    shown.slug := given.slug;
    shown.name := given.name;
    shown.sort_key := given.sort_key;
    shown.one_liner := given.one_liner;
    shown.track_id := given.track_id;
    shown.batch_id := given.batch_id;
    shown.life := given.life;
    {" ".join(
        f"shown.{column} := CASE WHEN '{field}' = ANY(released) THEN given.{column} ELSE {empty} END;"
        for column, field, empty in RELEASED
    )}
    shown.team_band := CASE
        WHEN shown.team_size IS NULL OR shown.team_size = 0 THEN ''
        WHEN shown.team_size = 1 THEN '1'
        WHEN shown.team_size <= 5 THEN '2-5'
        WHEN shown.team_size <= 10 THEN '6-10'
        WHEN shown.team_size <= 25 THEN '11-25'
        ELSE '26+' END;
    shown.is_hiring := shown.jobs_url <> '' AND shown.life <> 'closed';
    shown.has_deck := 'deck' = ANY(released) AND EXISTS (
        SELECT FROM startups_profiledeck AS deck
        WHERE deck.startup_id = given.id AND deck.removed_at IS NULL
            AND deck.scan IN ('clean', 'not_scanned'));
    shown.is_open := given.visibility <> 'archived'
        AND (given.visibility = 'public' OR given.for_partners);
    head := concat_ws(' ', array_to_string(shown.tags, ' '), shown.one_liner);
    body := concat_ws(' ', shown.text, shown.traction, shown.pilot_wish);
    shown.document := startups_in_both_languages(shown.name, 'A')
        || startups_in_both_languages(head, 'B')
        || startups_in_both_languages(concat_ws(' ', body, shown.seat), 'D');
    shown.name_words := startups_plain(shown.name);
    shown.words := startups_plain(concat_ws(' ', shown.name, head, shown.seat, body));
    RETURN shown;
END $$;

CREATE FUNCTION startups_write_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shown startups_partnerprofile := startups_shown(NEW, NEW.released_fields);
BEGIN
    DELETE FROM startups_publicprofile WHERE startup_id = NEW.id;
    INSERT INTO startups_publicprofile ({", ".join(PUBLIC)})
        VALUES ({", ".join(f"shown.{column}" for column in PUBLIC)});
    IF NOT NEW.partner_fields <@ NEW.released_fields THEN
        shown := startups_shown(NEW, NEW.released_fields || NEW.partner_fields);
    END IF;
    -- New to partners is what came before their eyes first, by either door.
    shown.published_at := coalesce(
        least(NEW.published_at, NEW.for_partners_at), NEW.created_at);
    DELETE FROM startups_partnerprofile WHERE startup_id = NEW.id;
    INSERT INTO startups_partnerprofile SELECT shown.*;
    RETURN NULL;
END $$;

CREATE FUNCTION startups_drop_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM startups_publicprofile WHERE startup_id = OLD.id;
    DELETE FROM startups_partnerprofile WHERE startup_id = OLD.id;
    RETURN OLD;
END $$;

CREATE TRIGGER startup_shown AFTER INSERT OR UPDATE ON startups_startup
    FOR EACH ROW EXECUTE FUNCTION startups_write_profiles();
CREATE TRIGGER startup_gone BEFORE DELETE ON startups_startup
    FOR EACH ROW EXECUTE FUNCTION startups_drop_profiles();

-- A deck that comes, goes or is scanned changes what partners are offered.
CREATE FUNCTION startups_deck_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    deck startups_profiledeck := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    UPDATE startups_startup SET name = name WHERE id = deck.startup_id;
    RETURN NULL;
END $$;

CREATE TRIGGER profiledeck_changed AFTER INSERT OR UPDATE OR DELETE ON startups_profiledeck
    FOR EACH ROW EXECUTE FUNCTION startups_deck_changed();

-- A consent about a startup is the truth; what its profile says follows, whoever withdraws where.
CREATE FUNCTION startups_follow_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    consent hub_consent := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    agreed boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM startups_startup WHERE uuid = consent.subject) THEN
        RETURN NULL;
    END IF;
    agreed := EXISTS (
        SELECT FROM hub_consent AS held
        WHERE held.subject = consent.subject AND held.purpose = consent.purpose
            AND held.withdrawn_at IS NULL);
    IF consent.purpose = 'partners_profile' THEN
        UPDATE startups_startup SET
            for_partners = agreed,
            for_partners_at = CASE WHEN agreed THEN coalesce(for_partners_at, now())
                ELSE for_partners_at END
            WHERE uuid = consent.subject AND for_partners <> agreed;
    ELSIF consent.purpose = 'partners_deck' THEN
        UPDATE startups_startup SET partner_fields = CASE
            WHEN agreed THEN array_append(partner_fields, 'deck')
            ELSE array_remove(partner_fields, 'deck') END
            WHERE uuid = consent.subject AND ('deck' = ANY(partner_fields)) <> agreed;
    END IF;
    IF FOUND THEN
        INSERT INTO hub_publicversion (id, number) VALUES (1, 1)
            ON CONFLICT (id) DO UPDATE SET number = hub_publicversion.number + 1;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER consent_followed AFTER INSERT OR UPDATE OR DELETE ON hub_consent
    FOR EACH ROW EXECUTE FUNCTION startups_follow_consent();

-- What was there before.
UPDATE startups_startup SET name = name;
"""

BACK = f"""
DROP TRIGGER consent_followed ON hub_consent;
DROP FUNCTION startups_follow_consent();
DROP TRIGGER profiledeck_changed ON startups_profiledeck;
DROP FUNCTION startups_deck_changed();
DROP TRIGGER startup_gone ON startups_startup;
DROP TRIGGER startup_shown ON startups_startup;
DROP FUNCTION startups_drop_profiles();
DROP FUNCTION startups_write_profiles();
DROP FUNCTION startups_shown(startups_startup, text[]);
{EARLIER.WRITE[EARLIER.WRITE.index("-- The one rule"):]}
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0007_consent_about'),
        ('startups', '0006_public_profiles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerProfile',
            fields=[
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
                ('startup', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='partner_profile', serialize=False, to='startups.startup')),
                ('traction', models.TextField()),
                ('pilot_wish', models.TextField()),
                ('has_deck', models.BooleanField()),
                ('is_open', models.BooleanField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProfileDeck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file', models.FileField(max_length=60, upload_to=startups.models.attachment.random_path)),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('size', models.PositiveIntegerField(verbose_name='Größe')),
                ('pages', models.PositiveSmallIntegerField(verbose_name='Seiten')),
                ('sha256', models.CharField(max_length=64)),
                ('scan', models.CharField(choices=[('not_scanned', 'ohne Virenprüfung'), ('waiting', 'wird geprüft'), ('clean', 'geprüft'), ('infected', 'Schadcode gefunden')], default='not_scanned', max_length=12)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'Pitchdeck',
                'verbose_name_plural': 'Pitchdecks',
                'ordering': ['uploaded_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProfileDeckOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.AddField(
            model_name='startup',
            name='for_partners',
            field=models.BooleanField(default=False, verbose_name='Partner dürfen das Profil sehen'),
        ),
        migrations.AddField(
            model_name='startup',
            name='for_partners_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='für Partner seit'),
        ),
        migrations.AddField(
            model_name='startup',
            name='partner_fields',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='für Partner'),
        ),
        migrations.AddField(
            model_name='startup',
            name='pilot_wish',
            field=models.TextField(blank=True, max_length=1000, verbose_name='Wunsch für ein Pilotprojekt'),
        ),
        migrations.AddField(
            model_name='startup',
            name='traction',
            field=models.TextField(blank=True, max_length=2000, verbose_name='Kennzahlen und Belege'),
        ),
        migrations.AddConstraint(
            model_name='startup',
            constraint=models.CheckConstraint(condition=models.Q(('released_fields__contained_by', ['text', 'website', 'seat', 'team_size', 'founded_on', 'stage', 'seeks', 'tags', 'jobs_url'])), name='startup_released_fields_known'),
        ),
        migrations.AddConstraint(
            model_name='startup',
            constraint=models.CheckConstraint(condition=models.Q(('partner_fields__contained_by', ['text', 'website', 'seat', 'team_size', 'founded_on', 'stage', 'seeks', 'tags', 'jobs_url', 'traction', 'pilot_wish', 'deck'])), name='startup_partner_fields_known'),
        ),
        migrations.AddField(
            model_name='partnerprofile',
            name='batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='startups.batch'),
        ),
        migrations.AddField(
            model_name='partnerprofile',
            name='track',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='hub.track'),
        ),
        migrations.AddField(
            model_name='profiledeck',
            name='removed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='profiledeck',
            name='startup',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decks', to='startups.startup'),
        ),
        migrations.AddField(
            model_name='profiledeck',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='profiledeckopening',
            name='deck',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='startups.profiledeck'),
        ),
        migrations.AddField(
            model_name='profiledeckopening',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='partnerprofile',
            index=django.contrib.postgres.indexes.GinIndex(fields=['document'], name='partnerprofile_document'),
        ),
        migrations.AddIndex(
            model_name='partnerprofile',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='partnerprofile_words', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='partnerprofile',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['sort_key', 'startup'], name='partnerprofile_by_name'),
        ),
        migrations.AddIndex(
            model_name='partnerprofile',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['-published_at', 'startup'], name='partnerprofile_newest'),
        ),
        migrations.AddConstraint(
            model_name='profiledeck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='profiledeck_removal_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='profiledeck',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('startup',), name='profiledeck_one_current'),
        ),
        migrations.RunSQL(WRITE, BACK),
    ]

"""Pilots of one partner and one startup; who answers for a side belongs to it, says the database."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import startups.models.attachment
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

OWNERS = """
CREATE FUNCTION partners_pilot_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.partner_owner_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM partners_partnermember member
        WHERE member.id = NEW.partner_owner_id AND member.partner_id = NEW.partner_id
    ) OR NEW.startup_owner_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM startups_startupmember member
        WHERE member.id = NEW.startup_owner_id AND member.startup_id = NEW.startup_id
    ) THEN
        RAISE EXCEPTION 'an owner of pilot % works for somebody else', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER pilot_owners BEFORE INSERT OR UPDATE
    OF partner_id, startup_id, partner_owner_id, startup_owner_id ON partners_pilot
    FOR EACH ROW EXECUTE FUNCTION partners_pilot_owners();
"""

BACK = """
DROP TRIGGER pilot_owners ON partners_pilot;
DROP FUNCTION partners_pilot_owners();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0006_watchlist'),
        ('startups', '0007_partner_profiles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Pilot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='Titel')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='Worum es geht')),
                ('proposed_from', models.CharField(choices=[('partner', 'Partner'), ('startup', 'Startup'), ('hub', 'Hub-Team')], max_length=10, verbose_name='vorgeschlagen von')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='vorgeschlagen am')),
                ('partner_confirmed_at', models.DateTimeField(null=True)),
                ('startup_confirmed_at', models.DateTimeField(null=True)),
                ('success_measure', models.TextField(blank=True, max_length=1000, verbose_name='Maß für den Erfolg')),
                ('payer', models.CharField(blank=True, choices=[('partner', 'der Partner'), ('startup', 'das Startup'), ('both', 'beide zusammen'), ('funding', 'eine Förderung'), ('nobody', 'niemand, jede Seite trägt ihren Aufwand')], max_length=10, verbose_name='Wer zahlt')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='Betrag in Euro')),
                ('nda', models.CharField(choices=[('not_needed', 'nicht nötig'), ('to_sign', 'noch zu unterschreiben'), ('signed', 'unterschrieben')], default='not_needed', max_length=12, verbose_name='Vertraulichkeit (NDA)')),
                ('nda_signed_on', models.DateField(blank=True, null=True, verbose_name='unterschrieben am')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='Beginn geplant')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='Ende geplant')),
                ('state', models.CharField(choices=[('idea', 'Idee'), ('scoping', 'in Klärung'), ('agreed', 'vereinbart'), ('running', 'läuft'), ('evaluation', 'in Auswertung'), ('rollout', 'im Einsatz'), ('ended', 'beendet'), ('on_hold', 'ruht')], default='idea', max_length=12, verbose_name='Stand')),
                ('stage_since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='in diesem Stand seit')),
                ('held_from', models.CharField(blank=True, choices=[('idea', 'Idee'), ('scoping', 'in Klärung'), ('agreed', 'vereinbart'), ('running', 'läuft'), ('evaluation', 'in Auswertung'), ('rollout', 'im Einsatz'), ('ended', 'beendet'), ('on_hold', 'ruht')], max_length=12)),
                ('last_sign_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='letztes Zeichen')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='nachgefragt am')),
                ('has_order', models.BooleanField(blank=True, null=True, verbose_name='Auftrag')),
                ('value_band', models.CharField(blank=True, choices=[('10k', 'bis 10.000 €'), ('50k', '10.000 bis 50.000 €'), ('250k', '50.000 bis 250.000 €'), ('more', 'mehr als 250.000 €')], max_length=10, verbose_name='Wert des Auftrags')),
                ('learning', models.TextField(blank=True, max_length=2000, verbose_name='Was gelernt wurde')),
                ('public_text', models.CharField(blank=True, max_length=300, verbose_name='Öffentlicher Text')),
                ('partner_shows_at', models.DateTimeField(null=True)),
                ('startup_shows_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pilots', to='partners.partner', verbose_name='Partner')),
                ('partner_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pilots', to='partners.partnermember', verbose_name='verantwortlich beim Partner')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('startup', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pilots', to='startups.startup', verbose_name='Startup')),
                ('startup_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pilots', to='startups.startupmember', verbose_name='verantwortlich beim Startup')),
            ],
            options={
                'verbose_name': 'Pilotprojekt',
                'verbose_name_plural': 'Pilotprojekte',
                'ordering': ['-last_sign_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PilotFile',
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
                ('side', models.CharField(choices=[('partner', 'Partner'), ('startup', 'Startup'), ('hub', 'Hub-Team')], max_length=10)),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='partners.pilot')),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Datei',
                'verbose_name_plural': 'Dateien',
                'ordering': ['uploaded_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PilotMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('transition', models.CharField(max_length=20)),
                ('from_state', models.CharField(choices=[('idea', 'Idee'), ('scoping', 'in Klärung'), ('agreed', 'vereinbart'), ('running', 'läuft'), ('evaluation', 'in Auswertung'), ('rollout', 'im Einsatz'), ('ended', 'beendet'), ('on_hold', 'ruht')], max_length=12)),
                ('to_state', models.CharField(choices=[('idea', 'Idee'), ('scoping', 'in Klärung'), ('agreed', 'vereinbart'), ('running', 'läuft'), ('evaluation', 'in Auswertung'), ('rollout', 'im Einsatz'), ('ended', 'beendet'), ('on_hold', 'ruht')], max_length=12)),
                ('side', models.CharField(choices=[('partner', 'Partner'), ('startup', 'Startup'), ('hub', 'Hub-Team')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='Notiz')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='partners.pilot')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PilotUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('side', models.CharField(choices=[('partner', 'Partner'), ('startup', 'Startup'), ('hub', 'Hub-Team')], max_length=10)),
                ('text', models.TextField(max_length=4000, verbose_name='Nachricht')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='partners.pilot')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='pilot',
            index=models.Index(fields=['last_sign_at'], name='pilot_by_silence'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['idea', 'ended']), models.Q(('held_from', 'idea'), ('state', 'on_hold')), models.Q(('partner_confirmed_at__isnull', False), ('startup_confirmed_at__isnull', False)), _connector='OR'), name='pilot_beyond_idea_needs_both_sides'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['agreed', 'evaluation', 'rollout', 'running']), models.Q(('held_from__in', ['agreed', 'evaluation', 'rollout', 'running']), ('state', 'on_hold')), _connector='OR', _negated=True), models.Q(('partner_owner__isnull', False), ('startup_owner__isnull', False), ('success_measure__regex', '\\S'), models.Q(('payer', ''), _negated=True)), _connector='OR'), name='pilot_agreed_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_from__in', ['agreed', 'evaluation', 'idea', 'running', 'scoping']), ('state', 'on_hold')), models.Q(models.Q(('state', 'on_hold'), _negated=True), ('held_from', '')), _connector='OR'), name='pilot_rests_from_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), models.Q(('amount__gte', 0), models.Q(('payer__in', ['', 'nobody']), _negated=True)), _connector='OR'), name='pilot_amount_has_a_payer'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('nda', 'signed'), ('nda_signed_on__isnull', False)), models.Q(models.Q(('nda', 'signed'), _negated=True), ('nda_signed_on__isnull', True)), _connector='OR'), name='pilot_nda_signed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='pilot_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(('value_band', ''), models.Q(('has_order', True), ('has_order__isnull', False)), _connector='OR'), name='pilot_value_needs_an_order'),
        ),
        migrations.AddConstraint(
            model_name='pilotfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='pilotfile_removal_is_whole'),
        ),
        migrations.RunSQL(OWNERS, BACK),
    ]

import uuid

from django.db import migrations, models


def give_each_an_identifier(apps, schema_editor):
    members = apps.get_model("partners", "PartnerMember").objects.filter(uuid__isnull=True)
    for member in members.only("pk"):
        member.uuid = uuid.uuid4()
        member.save(update_fields=["uuid"])


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0006_address_changes'),
        ('partners', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='partnermember',
            options={'ordering': ['joined_at', 'pk'], 'verbose_name': 'Mitarbeiter:in', 'verbose_name_plural': 'Mitarbeitende'},
        ),
        migrations.AddField(
            model_name='partnermember',
            name='uuid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_an_identifier, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name='partnermember',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.RemoveConstraint(
            model_name='partnermember',
            name='partnermember_once_while_there',
        ),
        migrations.AddConstraint(
            model_name='partnermember',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('person',), name='partnermember_one_partner_at_a_time', violation_error_message='Diese Person arbeitet schon für einen Partner.'),
        ),
    ]

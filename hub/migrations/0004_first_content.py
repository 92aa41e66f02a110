from django.db import migrations

from hub.programme import first_content


def load(apps, schema_editor):
    first_content.load(lambda name: apps.get_model("hub", name))


class Migration(migrations.Migration):
    dependencies = [("hub", "0003_mail_order")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0006_address_changes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['subject', 'purpose'], name='consent_about'),
        ),
    ]

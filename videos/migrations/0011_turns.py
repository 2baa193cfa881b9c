"""Workers take the job whose turn it is, not the one that a message names."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0010_help_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='job',
            name='job_waiting',
        ),
        migrations.AddField(
            model_name='job',
            name='interrupted',
            field=models.BooleanField(db_default=False, default=False, help_text='Its worker was stopped or lost. It is taken next.'),
        ),
        migrations.AddField(
            model_name='job',
            name='request_id',
            field=models.CharField(blank=True, db_default='', default='', help_text='Id of the HTTP request, for the log.', max_length=64),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('status__in', ('pending', 'queued'))), fields=['owner', 'priority', 'waiting_since', 'id'], name='job_waiting'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('interrupted', True)), fields=['waiting_since'], name='job_interrupted'),
        ),
        migrations.AddField(
            model_name='turn',
            name='owner',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('owner', 0), name='turn_once'),
        ),
    ]

"""Rewords help texts and one label. The tables stay as they are."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import videos.models
import videos.pipeline.options


class Migration(migrations.Migration):
    dependencies = [
        ('videos', '0009_loops_instead_of_messages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='attempt',
                    name='outcome',
                    field=models.CharField(blank=True, choices=[('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('handed back', 'handed back: its worker was stopped'), ('postponed', 'Postponed'), ('lost', 'lost: its worker stopped responding')], max_length=11),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='resumed_at',
                    field=models.CharField(blank=True, choices=[('paper', 'paper'), ('script', 'script'), ('slides', 'slides'), ('narration', 'narration'), ('captions', 'captions'), ('encode', 'encode'), ('verify', 'verify'), ('store', 'store')], help_text='The stage at which it continued an earlier attempt.', max_length=10),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='seconds',
                    field=models.JSONField(blank=True, default=dict, help_text='Seconds that each stage took.'),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='stage',
                    field=models.CharField(blank=True, choices=[('paper', 'paper'), ('script', 'script'), ('slides', 'slides'), ('narration', 'narration'), ('captions', 'captions'), ('encode', 'encode'), ('verify', 'verify'), ('store', 'store')], help_text='The last stage that it reached.', max_length=10),
                ),
                migrations.AlterField(
                    model_name='delivery',
                    name='answer',
                    field=models.TextField(blank=True, help_text='The result of the last attempt.'),
                ),
                migrations.AlterField(
                    model_name='delivery',
                    name='next_at',
                    field=models.DateTimeField(blank=True, help_text='When it is sent next.', null=True),
                ),
                migrations.AlterField(
                    model_name='delivery',
                    name='snapshot',
                    field=models.TextField(help_text="The job's row when it ended. The job may be retried before this is sent."),
                ),
                migrations.AlterField(
                    model_name='delivery',
                    name='tried_at',
                    field=models.DateTimeField(blank=True, help_text='When it was last sent.', null=True),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='attempt',
                    field=models.PositiveSmallIntegerField(default=0, help_text='Number of attempts started.'),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='folder',
                    field=models.CharField(blank=True, help_text='The folder in the storage that holds the artefacts.', max_length=100),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='lease_until',
                    field=models.DateTimeField(blank=True, help_text='When the claim expires without a heartbeat.', null=True),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='options',
                    field=videos.models.OptionsField(blank=True, default=videos.pipeline.options.Options, help_text="The video's options, as named in pipeline.options."),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='owner',
                    field=models.ForeignKey(blank=True, db_index=False, help_text='The user who submitted the job.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='videos', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='progress',
                    field=models.PositiveSmallIntegerField(default=0, help_text='Percentage of the current attempt.'),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='pubmed_id',
                    field=models.CharField(db_index=True, help_text='A PMID, or a PMC id such as PMC123.', max_length=20, verbose_name='PubMed id'),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='recipe',
                    field=models.CharField(blank=True, help_text='The fingerprint of the video.', max_length=64),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='request_digest',
                    field=models.CharField(blank=True, help_text='Digest of the request with this idempotency key.', max_length=64),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='setbacks',
                    field=models.PositiveSmallIntegerField(default=0, help_text='Attempts lost, or postponed by a failure, since the job was submitted or last retried.'),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='started_at',
                    field=models.DateTimeField(blank=True, help_text='When the latest attempt started.', null=True),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='title',
                    field=models.TextField(blank=True, help_text="The paper's title, once it is known."),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='token',
                    field=models.UUIDField(blank=True, help_text='Identifies the claim of the attempt that may write to this row.', null=True),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='waiting_since',
                    field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='When the job last started to wait for a worker.'),
                ),
                migrations.AlterField(
                    model_name='job',
                    name='webhook_url',
                    field=models.CharField(blank=True, help_text='The URL that receives a signed POST when the job ends.', max_length=500),
                ),
            ]
        )
    ]

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0014_visual_abstract'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Storyboard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='From 1.')),
                ('script', models.TextField(help_text='The script as JSON, see jobs.storyboards.')),
                ('laid_out', models.TextField(blank=True, help_text='Its scenes as they fit on slides, as JSON; empty if they were not laid out.')),
                ('note', models.TextField(help_text='What differs from the version before.')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.RemoveIndex(
            model_name='job',
            name='job_unfinished',
        ),
        migrations.AddField(
            model_name='job',
            name='approved_version',
            field=models.PositiveIntegerField(blank=True, help_text='Number of the version that was approved.', null=True),
        ),
        migrations.AddField(
            model_name='job',
            name='review',
            field=models.BooleanField(db_default=False, default=False, help_text='The storyboard is to be approved before the voice speaks it.'),
        ),
        migrations.AddField(
            model_name='job',
            name='storyboard_version',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Number of the current version of its storyboard; 0 without one.'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='outcome',
            field=models.CharField(blank=True, choices=[('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('handed back', 'handed back: its worker was stopped'), ('postponed', 'Postponed'), ('review', 'review: its storyboard is to be approved'), ('lost', 'lost: its worker stopped responding')], max_length=11),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='event',
            field=models.CharField(choices=[('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('review', 'Review')], max_length=10),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='snapshot',
            field=models.TextField(help_text="The job's row after the move. It may have moved on before this is sent."),
        ),
        migrations.AlterField(
            model_name='job',
            name='later_notices',
            field=models.JSONField(blank=True, help_text='Notices about the paper that the video, or the script in review, does not show: they are more recent.', null=True),
        ),
        migrations.AlterField(
            model_name='job',
            name='status',
            field=models.CharField(choices=[('pending', 'Pending'), ('queued', 'Queued'), ('processing', 'Processing'), ('review', 'Review'), ('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', max_length=10),
        ),
        migrations.AlterField(
            model_name='job',
            name='waiting_since',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='When the job last started to wait for a worker, or when the storyboard that is to be approved was last changed.'),
        ),
        migrations.AlterField(
            model_name='job',
            name='webhook_url',
            field=models.CharField(blank=True, help_text='The URL that receives a signed POST when the job ends, and when it waits for its review.', max_length=500),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('status__in', ('pending', 'queued', 'processing', 'review'))), fields=['owner'], name='job_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'review'), _negated=True), models.Q(('approved_version__isnull', True), ('review', True), ('storyboard_version__gt', 0)), _connector='OR'), name='job_in_review_has_a_storyboard'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('approved_version__isnull', True), ('approved_version', models.F('storyboard_version')), _connector='OR'), name='job_approved_means_the_current_version'),
        ),
        migrations.AddField(
            model_name='storyboard',
            name='author',
            field=models.ForeignKey(blank=True, help_text='The user who made it; empty for the first version, and in single-user mode.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='storyboard',
            name='job',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='storyboards', to='videos.job'),
        ),
        migrations.AddConstraint(
            model_name='storyboard',
            constraint=models.UniqueConstraint(fields=('job', 'number'), name='storyboard_numbered_once'),
        ),
    ]

"""A project for each paper of an owner, and all jobs in theirs."""

import django.db.models.deletion
import django.db.models.functions.comparison
import uuid
from itertools import islice

import videos.models
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

_AT_ONCE = 2000


def group_jobs(apps, schema_editor):
    """Create the projects of the jobs that exist, then move the jobs into them.

    A job that a process of the earlier release inserts meanwhile, or later, has no project.
    """
    Job, Project = apps.get_model("videos", "Job"), apps.get_model("videos", "Project")
    kept = Job.objects.using(schema_editor.connection.alias).order_by()
    papers = kept.values("owner_id", "pubmed_id").annotate(title=Max("title"), created_at=Min("created_at"))
    projects = Project.objects.using(schema_editor.connection.alias)
    found = papers.iterator(_AT_ONCE)
    while batch := list(islice(found, _AT_ONCE)):
        projects.bulk_create(Project(**paper) for paper in batch)
    own = projects.annotate(whose=Coalesce("owner", 0)).filter(
        pubmed_id=OuterRef("pubmed_id"), whose=Coalesce(OuterRef("owner"), 0)
    )
    after = None
    while ids := list(
        (kept.filter(pk__gt=after) if after else kept).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    ):
        kept.filter(pk__in=ids).update(project=Subquery(own.order_by().values("pk")[:1]))
        after = ids[-1]


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0016_edits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='further_formats',
            field=models.JSONField(blank=True, help_text='The formats that are made as well, once the storyboard is approved.', null=True),
        ),
        migrations.AddField(
            model_name='job',
            name='group',
            field=models.UUIDField(blank=True, help_text='Shared by the jobs of one request that names several formats.', null=True),
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pubmed_id', models.CharField(help_text='As in its jobs.', max_length=200, verbose_name='PubMed id')),
                ('title', models.TextField(blank=True, db_default='', help_text="The paper's title, once it is known.")),
                ('created_at', models.DateTimeField(db_default=videos.models.Moment(), editable=False)),
                ('owner', models.ForeignKey(blank=True, db_index=False, help_text='The user whose jobs these are; empty in single-user mode.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='projects', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', '-id'),
            },
        ),
        migrations.AddField(
            model_name='job',
            name='project',
            field=models.ForeignKey(blank=True, help_text="The owner's videos of this paper. Empty only in a job that an earlier release inserts.", null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='jobs', to='videos.project'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('group__isnull', False)), fields=['group'], name='job_by_group'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('further_formats__isnull', True), models.Q(('approved_version__isnull', True), ('group__isnull', False), ('review', True)), _connector='OR'), name='job_further_formats_wait_for_approval'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['-created_at', '-id'], name='project_newest_first'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['owner', '-created_at', '-id'], name='project_newest_of_owner'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.UniqueConstraint(models.F('pubmed_id'), django.db.models.functions.comparison.Coalesce('owner', 0), name='project_once'),
        ),
        # The last: on PostgreSQL, no table may be altered after its rows have changed.
        migrations.RunPython(group_jobs, migrations.RunPython.noop),
    ]

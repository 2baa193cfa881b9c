"""The paper of each project, and one project for all ids of a paper."""

from collections import defaultdict
from itertools import chain

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models
from django.db.models.fields.json import KT


def identify(apps, schema_editor, at_once=1000):
    """Note the paper of each project from the record that one of its jobs has, and join projects of one paper.

    The jobs are read in the order of their keys, so many at a time, and only the ids of their papers.
    """
    Job, Project = apps.get_model("videos", "Job"), apps.get_model("videos", "Project")
    alias = schema_editor.connection.alias
    jobs, projects = Job.objects.using(alias), Project.objects.using(alias)
    read = jobs.filter(project__isnull=False, paper__pmid__gt="").order_by("pk")
    ids = read.annotate(pmid=KT("paper__pmid"), pmcid=KT("paper__pmcid"), doi=KT("paper__doi"))
    columns = ids.values_list("pk", "project_id", "owner_id", "pmid", "pmcid", "doi")
    after = None
    while rows := list((columns.filter(pk__gt=after) if after else columns)[:at_once]):
        unknown = projects.filter(pmid=None).in_bulk({row[1] for row in rows})
        of_paper = {
            (owner, pmid): pk
            for pk, owner, pmid in projects.filter(pmid__in={row[3] for row in rows}).values_list("pk", "owner_id", "pmid")
        }
        identified, moved = [], defaultdict(list)
        for _, project_id, owner, pmid, pmcid, doi in rows:
            project = unknown.pop(project_id, None)
            if project is None:
                continue
            kept = of_paper.setdefault((owner, pmid), project_id)
            if kept == project_id:
                project.pmid, project.pmcid, project.doi = pmid, pmcid or "", (doi or "").lower()
                identified.append(project)
            else:
                moved[kept].append(project_id)
        for kept, others in moved.items():
            jobs.filter(project__in=others).update(project=kept)
        projects.filter(pk__in=list(chain.from_iterable(moved.values()))).delete()
        projects.bulk_update(identified, ["pmid", "pmcid", "doi"])
        after = rows[-1][0]


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0018_paper_ids'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='doi',
            field=models.CharField(blank=True, db_default='', help_text='Once its record was read. In lower case.', max_length=200, verbose_name='DOI'),
        ),
        migrations.AddField(
            model_name='project',
            name='pmcid',
            field=models.CharField(blank=True, db_default='', help_text='Once its record was read.', max_length=20, verbose_name='PMC id'),
        ),
        migrations.AddField(
            model_name='project',
            name='pmid',
            field=models.CharField(blank=True, help_text='Once its record was read.', max_length=20, null=True, verbose_name='PMID'),
        ),
        migrations.AlterField(
            model_name='project',
            name='pubmed_id',
            field=models.CharField(help_text="The paper's id as it was first requested.", max_length=200, verbose_name='PubMed id'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['pmcid'], name='project_by_pmcid'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['doi'], name='project_by_doi'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.UniqueConstraint(models.F('pmid'), django.db.models.functions.comparison.Coalesce('owner', 0), name='project_once_by_pmid'),
        ),
        # The last: on PostgreSQL, no table may be altered after its rows have changed.
        migrations.RunPython(identify, migrations.RunPython.noop),
    ]

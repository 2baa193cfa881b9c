"""The words by which each paper is found, and their index."""

from django.db import migrations, models

from videos.jobs.projects import description
from videos.search import WordsIndex


def describe(apps, schema_editor, at_once=500):
    """Fold what is known of each paper. The newest record that one of its jobs has is read, so many at a time.

    One UPDATE for each row: that of ``bulk_update``, with a CASE for all of them, takes ten times as long.
    """
    Job, Project = apps.get_model("videos", "Job"), apps.get_model("videos", "Project")
    connection = schema_editor.connection
    jobs, projects = Job.objects.using(connection.alias), Project.objects.using(connection.alias)
    columns, key = projects.order_by("pk").values_list("pk", "pubmed_id", "title"), Project._meta.pk
    after = None
    while rows := list((columns.filter(pk__gt=after) if after else columns)[:at_once]):
        read = jobs.filter(project__in=[row[0] for row in rows], paper__isnull=False).order_by("created_at", "pk")
        papers = {project: (title, paper) for project, title, paper in read.values_list("project", "title", "paper")}
        found = [(pk, description(name, *papers.get(pk, (title, {})))) for pk, name, title in rows]
        changes = [(each["words"], each["topics"], key.get_db_prep_value(pk, connection)) for pk, each in found]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE videos_project SET words = %s, topics = %s WHERE id = %s", changes)
        after = rows[-1][0]


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0025_email'),
    ]

    operations = [
        # First: the index is quicker made of rows that are there than kept while each is written.
        migrations.RunPython(describe, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='project',
            name='words',
            field=models.TextField(blank=True, db_default='', default='', help_text='What a search looks for, folded: title, authors, journal, topics and ids of the paper.'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=WordsIndex(fields=['words'], name='project_by_words'),
        ),
    ]

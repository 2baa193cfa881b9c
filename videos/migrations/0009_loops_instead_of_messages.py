"""Stops beat's messages for recovery and webhook delivery: the housekeeper runs both in a loop."""

from django.db import migrations


def remove(apps, schema_editor):
    tasks = ("videos.recover", "videos.deliver")
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task__in=tasks).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0008_names"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]

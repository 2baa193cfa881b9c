"""Renames the model of housekeeping runs and types the options of a job. The tables stay as they are."""

from django.db import migrations

from videos.models import OptionsField
from videos.pipeline.options import Options


class Migration(migrations.Migration):
    dependencies = [("videos", "0007_created_to_the_microsecond")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Chore", "HousekeepingRun"),
                migrations.AlterModelTable("HousekeepingRun", "videos_chore"),
                migrations.AlterField(
                    "Job",
                    "options",
                    OptionsField(
                        blank=True, default=Options, help_text="What was chosen, as pipeline.options names it."
                    ),
                ),
            ]
        )
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0011_turns")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="later_notices",
            field=models.JSONField(
                blank=True,
                help_text="Notices about the paper that the video does not show: they are more recent.",
                null=True,
            ),
        ),
    ]

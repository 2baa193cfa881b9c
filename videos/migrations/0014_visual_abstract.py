from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0013_postponed")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="has_visual_abstract",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The folder holds the visual abstract, too. Videos that are older than it have none.",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0012_later_notices")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="postponed_by",
            field=models.CharField(blank=True, db_default="", default="", help_text="Error code.", max_length=30),
        ),
        migrations.AddField(
            model_name="job",
            name="postponed_since",
            field=models.DateTimeField(
                blank=True,
                help_text="When the job was first postponed, since it was submitted or last retried.",
                null=True,
            ),
        ),
    ]

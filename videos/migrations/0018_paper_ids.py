from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0017_projects")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="pubmed_id",
            field=models.CharField(
                db_index=True,
                help_text="The paper's id as requested: a PMID, a PMC id such as PMC123, or a DOI.",
                max_length=200,
                verbose_name="PubMed id",
            ),
        ),
    ]

"""A project and its renditions, as the API returns them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from videos.api.serializers.fields import FORMATS, JobUrl, ProjectUrl
from videos.api.serializers.jobs import JobSerializer
from videos.api.serializers.shared import SharedFields
from videos.jobs import projects
from videos.models import Job, Project, Status

MOST = 100
"""The renditions of a project that are shown: the latest."""


class RenditionSerializer(SharedFields[Any]):
    """One of the videos of a request."""

    job_id = serializers.UUIDField(source="id", read_only=True, help_text="Id of its job.")
    format = serializers.ChoiceField(
        source="options.format", choices=FORMATS, read_only=True, help_text="Shape of the picture."
    )
    status = serializers.ChoiceField(choices=Status.choices, read_only=True, help_text="Status of its job.")
    progress = serializers.IntegerField(read_only=True, help_text="Progress of the running attempt in percent.")
    job_url = JobUrl(source="id", help_text="URL of its job.")


class RequestedJobSerializer(JobSerializer):
    """A job, and the other jobs of its request."""

    renditions = serializers.SerializerMethodField(
        help_text="All jobs of the request, in order of its formats; those that wait for an approval come with it."
    )

    @extend_schema_field(RenditionSerializer(many=True))
    def get_renditions(self, job: Job) -> Any:
        """Return the jobs of the request."""
        return RenditionSerializer(projects.renditions(job), many=True, context=self.context).data


class ProjectSerializer(serializers.Serializer[Project]):
    """An owner's videos of one paper."""

    project_id = serializers.UUIDField(source="id", read_only=True, help_text="Id of the project.")
    pubmed_id = serializers.CharField(read_only=True, help_text="The paper's id as it was first requested.")
    title = serializers.CharField(read_only=True, help_text='Title of the paper, "" until it is known.')
    created_at = serializers.DateTimeField(read_only=True, help_text="When its first video was requested.")
    project_url = ProjectUrl(source="id", help_text="URL of the project.")


class WholeProjectSerializer(ProjectSerializer):
    """A project with its renditions."""

    formats = serializers.SerializerMethodField(help_text="Formats in which there is a finished video.")
    progress = serializers.SerializerMethodField(
        help_text="How much of the newest request is done, all its formats together, in percent."
    )
    formats_to_come = serializers.SerializerMethodField(
        help_text="Formats that are made once the storyboard of the newest request is approved."
    )
    renditions = serializers.SerializerMethodField(help_text="The last hundred jobs, newest first.")

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=FORMATS)))
    def get_formats(self, project: Project) -> Any:
        """Return the formats of its finished videos."""
        return projects.finished(self._jobs(project))

    @extend_schema_field(serializers.IntegerField())
    def get_progress(self, project: Project) -> Any:
        """Return the progress of the newest request."""
        return projects.progress(projects.latest(project))

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=FORMATS)))
    def get_formats_to_come(self, project: Project) -> Any:
        """Return the formats that wait for an approval."""
        return projects.to_come(projects.latest(project))

    @extend_schema_field(JobSerializer(many=True))
    def get_renditions(self, project: Project) -> Any:
        """Return the jobs."""
        jobs: Any = self._jobs(project)
        return JobSerializer(jobs, many=True, context=self.context).data

    def _jobs(self, project: Project) -> list[Job]:
        return list(project.jobs.all()[:MOST])

"""The trends on the front page of the admin."""

from django import template

from videos.jobs import trends

register = template.Library()

register.simple_tag(trends.trends, name="trends")

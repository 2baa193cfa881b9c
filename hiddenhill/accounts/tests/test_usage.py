"""The account page says what its user has made, and what the limits are."""

from videos.tests.factories import JobFactory
from videos.tests.pages.forms import element, words


def shown(client) -> list[tuple[str, str]]:
    """Each name with its value."""
    parts = [words(part) for pair in element(client.get("/accounts/tokens").text, "usage").getnext() for part in pair]
    return list(zip(parts[::2], parts[1::2], strict=True))


def test_the_account_page_shows_the_usage_with_its_limits(client, ann, settings):
    settings.JOBS_PER_USER, settings.JOB_KEEP_DAYS = 50, 0
    client.force_login(ann, "django.contrib.auth.backends.ModelBackend")
    JobFactory(owner=ann, completed=True, size=2_500_000)
    JobFactory(owner=ann)
    assert shown(client) == [
        ("Videos today", "1"),
        ("Videos this month", "1"),
        ("Unfinished jobs", "1 of 50"),
        ("Waiting for a worker", "1"),
        ("Size of your videos", "2.4 MB"),
        ("Brand kits", "0 of 20"),
    ]
    assert "Videos are deleted" not in client.get("/accounts/tokens").text
    settings.JOBS_PER_USER, settings.JOB_KEEP_DAYS = 0, 1
    assert ("Unfinished jobs", "1") in shown(client)
    assert "Videos are deleted 1 day after they have ended." in client.get("/accounts/tokens").text

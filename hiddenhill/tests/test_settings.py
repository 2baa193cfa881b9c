"""The settings of a process, each time read by a new process."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from hiddenhill.settings import BASE_DIR
from videos.management.commands import reference

PRINT = (
    "from django.conf import settings as s; print(s.CELERY_BROKER_URL, s.DEBUG, s.DATABASES['default']['CONN_MAX_AGE'])"
)


def python(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments in the checkout, with nothing but the given environment."""
    base = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "hiddenhill.settings",
    }
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=BASE_DIR, env=base | environment, capture_output=True, text=True, check=False)


def error(ended: subprocess.CompletedProcess[str]) -> str:
    assert ended.returncode != 0
    return ended.stderr.splitlines()[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ")


def test_a_laptop_needs_no_variable(tmp_path):
    assert python(tmp_path, "-c", PRINT).stdout.split() == [
        f"redis+socket://{tmp_path}/valkey/server.sock",
        "False",
        "60",
    ]


def test_a_configured_broker_is_used(tmp_path):
    redis = python(tmp_path, "-c", PRINT, REDIS_URL="redis://127.0.0.1:1/2")
    assert redis.stdout.split()[0] == "redis://127.0.0.1:1/2"
    both = python(tmp_path, "-c", PRINT, REDIS_URL="redis://127.0.0.1:1/2", CELERY_BROKER_URL="redis://127.0.0.1:1/3")
    assert both.stdout.split()[0] == "redis://127.0.0.1:1/3"


# --- Values that cannot be used

UNUSABLE = {
    "PORT": ("many", "'many'. It must be a whole number, from 0 to 65535."),
    "WORKERS": ("1.5", "'1.5'. It must be a whole number, 0 or more."),
    "JOB_LEASE_SECONDS": ("", "''. It must be a whole number, 0 or more."),
    "CONN_MAX_AGE": ("-1", "'-1'. It must be a whole number, 0 or more."),
    "LLM_TIMEOUT": ("soon", "'soon'. It must be a number, 0 or more."),
    "SENTRY_TRACES_SAMPLE_RATE": ("1.1", "'1.1'. It must be a number, from 0 to 1."),
    "DEBUG": ("ture", "'ture'. It must be true or false."),
    "SPEECH_VOICES": (
        "hibari, siri",
        "'hibari, siri'. It must be some of hibari, piper, espeak, separated by commas.",
    ),
    "SPEECH_ENGINE": ("siri", "'siri'. It must be one of hibari, piper, espeak, endpoint."),
    "LOG_FORMAT": ("xml", "'xml'. It must be one of console, json."),
    "LOG_LEVEL": ("info", "'info'. It must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
    "SITE_URL": (
        "https://example.org/videos",
        "'https://example.org/videos'. It must be a URL without a path, such as https://videos.example.org.",
    ),
    "X_ACCEL_REDIRECT": (
        "protected",
        "'protected'. It must be a path that starts and ends with a slash, such as /protected/.",
    ),
    "EMAIL_FROM": ("nobody", "'nobody'. It must be an e-mail address, such as Hidden Hill <videos@example.org>."),
    "EMAIL_TIMEOUT": ("0", "'0'. It must be a number, from 1 to 60."),
    "GENERATE_RATE_LIMIT": (
        "10/day",
        "'10/day'. It must be a number of videos by s, m or h, such as 10/m, or empty.",
    ),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_value_stops_the_process_and_the_error_states_the_rule(tmp_path, name):
    value, expected = UNUSABLE[name]
    assert error(python(tmp_path, "-c", PRINT, **{name: value})) == f"{name} is {expected}"


@pytest.mark.parametrize("url", ["nonsense:hunter2", "oops://ann:hunter2@127.0.0.1/b", "postgres://ann:hunter2@b:c/d"])
def test_the_error_about_a_secret_does_not_show_it(tmp_path, url):
    ended = python(tmp_path, "-c", PRINT, DATABASE_URL=url, SECRET_KEY="x")
    assert error(ended) == (
        "DATABASE_URL is set to a value that cannot be used. It must be a database URL, such as "
        "postgres://user:password@host:5432/name."
    )
    assert "hunter2" not in ended.stderr


@pytest.mark.parametrize(
    "url",
    ["hunter2", "smtp://ann:hunter2@", "smtp://hunter2@host", "smtp://a:hunter2@host:99999", "imap://a:hunter2@host"],
)
def test_the_error_about_an_e_mail_url_states_the_forms_and_not_the_password(tmp_path, url):
    ended = python(tmp_path, "-c", PRINT, EMAIL_URL=url)
    assert error(ended).startswith(
        "EMAIL_URL is set to a value that cannot be used. It must be smtp+tls://user:password@host:587 (STARTTLS), "
    )
    assert "hunter2" not in ended.stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"OIDC_ISSUER": "https://a"}, "OIDC_ISSUER is set. Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well."),
        ({"OIDC_ONLY": "true"}, "OIDC_ONLY is true, so nobody could sign in without OIDC_ISSUER. Set it as well."),
        (
            {"OIDC_ISSUER": "http://login.example.org"},
            "OIDC_ISSUER is 'http://login.example.org'. It must be the URL of an OpenID provider, which starts with "
            "https:// (http:// on this machine).",
        ),
    ],
)
def test_half_of_the_settings_of_a_provider_stops_the_process(tmp_path, environment, expected):
    assert error(python(tmp_path, "-c", PRINT, **environment)) == expected


def test_a_configured_database_requires_a_secret_key(tmp_path):
    assert "SECRET_KEY is not set" in error(python(tmp_path, "-c", PRINT, DATABASE_URL="postgres://a@127.0.0.1/b"))


# --- What is written, and when

READ_ONLY = {
    "settings": ["-c", "import django; django.setup()"],
    "check": ["manage.py", "check"],
    "makemigrations": ["-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
    "spectacular": ["manage.py", "spectacular", "--file", os.devnull],
}


@pytest.mark.parametrize("command", READ_ONLY.values(), ids=READ_ONLY)
def test_nothing_is_written_by(tmp_path, command):
    ended = python(tmp_path / "var", *command)
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "var").exists()


def test_migrate_creates_the_folder_and_the_key_for_this_user_only(tmp_path):
    var = tmp_path / "var"
    assert python(var, "manage.py", "migrate", "--verbosity", "0").returncode == 0
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    key = python(var, "-c", "from django.conf import settings as s; print(s.SECRET_KEY)").stdout.strip()
    assert key == (var / "secret_key").read_text()
    assert len(key) >= 50


def test_a_key_that_an_older_version_created_is_kept(tmp_path):
    (tmp_path / "secret_key").write_text("made by an older version")
    assert python(tmp_path, "manage.py", "migrate", "--verbosity", "0").returncode == 0
    assert (tmp_path / "secret_key").read_text() == "made by an older version"


def test_with_a_configured_key_none_is_created(tmp_path):
    assert python(tmp_path, "manage.py", "migrate", "--verbosity", "0", SECRET_KEY="x").returncode == 0
    assert not (tmp_path / "secret_key").exists()


def test_a_signature_without_a_key_is_an_error_with_the_remedy(tmp_path):
    ended = python(tmp_path, "-c", "import django; django.setup(); from django.core import signing; signing.dumps(1)")
    assert error(ended) == (
        f"There is no secret key: {tmp_path}/secret_key does not exist. Run `make setup`, or set SECRET_KEY."
    )


# --- One declaration for each variable


def test_each_variable_is_declared_once():
    names = [variable.name for variable in settings.VARIABLES]
    assert len(names) > 90
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("path", reference.PAGES)
def test_the_generated_file_is_up_to_date(path):
    """After a change, run `make reference`."""
    assert (BASE_DIR / path).read_text(encoding="utf-8") == reference.PAGES[path]()


def test_the_reference_does_not_depend_on_the_environment_of_its_writer(tmp_path):
    code = "import django; django.setup(); from videos.management.commands import reference as r; print(r.{}(), end='')"
    environment = {"HOST": "0.0.0.0", "PORT": "9", "HTTPS": "true", "SECRET_KEY": "x", "SITE_URL": "https://a"}
    for page in ("configuration", "env_example"):
        assert python(tmp_path, "-c", code.format(page), **environment).stdout == getattr(reference, page)()


def test_every_file_of_the_reference_is_written(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs/reference").mkdir(parents=True)
    call_command("reference")
    assert capsys.readouterr().out.splitlines() == list(reference.PAGES)
    assert all((tmp_path / path).stat().st_size for path in reference.PAGES)


READS = re.compile(r"""(?:environ(?:\.get\(|\.setdefault\(|\[)|getenv\(|["']\w+["'] (?:not )?in os\.environ)""")
NAME = re.compile(r"""["']([A-Z][A-Z0-9_]+)["']""")


def test_the_environment_is_read_in_one_module_only():
    """Elsewhere, only names that are declared, or that belong to Django and other libraries."""
    declared = {variable.name for variable in settings.VARIABLES}
    found = {}
    for path in [path for room in ("hiddenhill", "videos", "health") for path in (BASE_DIR / room).rglob("*.py")]:
        if "tests" in path.parts or path.name == "variables.py":
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"\b_?env\.(str|int|bool|float|list|db_url|read_env)\(|\bEnv\(", line), (path, line)
            if READS.search(line):
                found |= dict.fromkeys(NAME.findall(line), path)
    assert set(found) - declared == {"DJANGO_SETTINGS_MODULE", "ORT_DISABLE_TELEMETRY"}
    assert {"API_ALLOW_ANONYMOUS", "PROCESS_NAME", "PROMETHEUS_MULTIPROC_DIR"} <= set(found)


def test_every_variable_of_docker_compose_is_declared_with_the_same_default():
    used = re.findall(r"\$\{(\w+)(?::-([^}]*))?", (BASE_DIR / "docker-compose.yml").read_text())
    declared = {variable.name: variable for variable in settings.VARIABLES}
    only_there = {name for name, variable in declared.items() if variable.section == "docker-compose"}
    assert only_there <= {name for name, _ in used} <= set(declared)
    assert {(name, default) for name, default in used if name in only_there and default} <= {
        (name, variable.default) for name, variable in declared.items()
    }

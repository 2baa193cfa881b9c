# Each target installs what it needs, from a fresh checkout: with Python 3.11 or newer, make and a package index.
PYTHON ?= python3
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet
ID ?= sample
# Settings of a deployment. Nothing connects to these hosts.
PRODUCTION = HOST=0.0.0.0 ALLOWED_HOSTS=videos.example.org SITE_URL=https://videos.example.org \
	EMAIL_URL=smtp+tls://user:password@smtp.example.org \
	DATABASE_URL=postgres://127.0.0.1/hiddenhill REDIS_URL=redis://127.0.0.1/0 SECRET_KEY=$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')

# Tests start hundreds of processes: compile each module once, even where the environment forbids it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: video setup run piper reference test quick-faults faults chaos mutants compose-test lint docs bench bench-queue bench-attack env lock clean

video: setup  ## make one video through the real queue; make video ID=PMC10979640 for a published paper
	@.venv/bin/python manage.py generate --wait $(ID)

run: setup  ## web, worker, previewer, housekeeper and scheduler in this terminal
	@.venv/bin/python manage.py up

test: .venv/dev  ## all tests, with real workers, a real queue server and a real PostgreSQL
	TEST_INTEGRATION=1 .venv/bin/python -m pytest --no-migrations --numprocesses 4 --dist loadscope --no-loadscope-reorder -r s -m "not (faults or slow or compose)"

quick-faults: .venv/dev  ## the quickest of the faults, for the desk
	TEST_INTEGRATION=1 .venv/bin/python -m pytest --numprocesses 2 --dist loadscope -m quick_fault videos/tests/faults

faults: .venv/dev  ## every fault of docs/reference/faults.md, injected for real
	TEST_INTEGRATION=1 .venv/bin/python -m pytest --numprocesses 2 --dist loadscope -r s -m "faults and not slow"

chaos: .venv/dev  ## 200 jobs through two workers, while a random process is killed every few seconds
	TEST_INTEGRATION=1 .venv/bin/python -m pytest -m slow videos/tests/faults

mutants: .venv/dev  ## faults put into six modules one by one, and those that no test finds: docs/explanation/mutants.md
	CI=1 .venv/bin/mutmut run --max-children 2
	.venv/bin/mutmut results

compose-test: .venv/dev  ## build the image and run docker-compose.yml under its own project name; needs a Docker engine
	TEST_INTEGRATION=1 .venv/bin/python -m pytest -m compose -r s --log-cli-level INFO videos/tests/compose

lint: .venv/dev setup  # makemigrations reads the tables
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/codespell
	.venv/bin/mypy
	.venv/bin/lint-imports
	cd clients/python && ../../.venv/bin/lint-imports
	.venv/bin/bandit --quiet --recursive --configfile pyproject.toml hiddenhill videos health clients manage.py
	.venv/bin/python manage.py check
	$(PRODUCTION) .venv/bin/python manage.py check --deploy --fail-level WARNING
	.venv/bin/python manage.py makemigrations --check --dry-run
	.venv/bin/hadolint Dockerfile

docs: .venv/dev  ## build the documentation site into site/; a broken link or anchor is an error
	@NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --strict

bench: setup
	.venv/bin/python benchmarks/render.py

bench-queue: .venv/dev
	.venv/bin/python benchmarks/queue.py

setup: .venv/run
	@.venv/bin/python manage.py migrate --verbosity 0

.venv/run: requirements.txt
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	$(PIP) install --only-binary :all: --require-hashes -r requirements.txt
	@touch $@

piper: .venv/run  ## install Piper's voice, whose licence is unclear: docs/howto/voices.md
	$(PIP) install --only-binary :all: --require-hashes -r requirements-piper.txt

reference: .venv/run  ## write .env.example and the generated pages of docs/reference
	@.venv/bin/python manage.py reference

.venv/dev: .venv/run requirements-dev.txt
	$(PIP) install --only-binary :all: --require-hashes -r requirements-dev.txt
	@touch $@

SECRETS := SECRET_KEY POSTGRES_PASSWORD REDIS_PASSWORD FLOWER_PASSWORD

bench-attack: .venv/dev
	.venv/bin/python benchmarks/attack.py

env:  ## write .env for docker-compose: .env.example with fresh secrets
	@if test -e .env; then echo ".env exists. Remove it first, with the volumes of the old stack." >&2; exit 1; fi
	@umask 077; { cat .env.example; echo; for name in $(SECRETS); do echo "$$name=$$(openssl rand -hex 32)"; done; } > .env

LOCK = .venv/bin/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --quiet

lock: .venv/dev  ## pin the newest versions that requirements*.in allow, with the hashes of their files
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-piper.in -o requirements-piper.txt
	$(LOCK) requirements-docs.in -o requirements-docs.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

clean:  ## remove .venv; var/ stays
	rm -rf .venv

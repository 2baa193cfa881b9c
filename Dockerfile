# One image for all processes: web server, worker, previewer, housekeeper, scheduler and Flower differ only in their command.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS docs
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_TRUSTED_HOST
COPY requirements-docs.txt /
RUN python3 -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes \
        -r /requirements-docs.txt
WORKDIR /docs
COPY README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md LICENSE mkdocs.yml ./
COPY docs docs
RUN NO_MKDOCS_2_WARNING=1 mkdocs build --strict --quiet


FROM ${PYTHON_IMAGE} AS build
# Settings of pip, for a mirror of the package index. They are not in the final image.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_TRUSTED_HOST
# Not empty: with the voice of Piper.
ARG PIPER
SHELL ["/bin/sh", "-eu", "-c"]

# Everything is a wheel, so no compiler is needed. The environment gets no pip: nothing is installed later. Files that
# no process reads are removed: tests, translations, typing stubs, ONNX Runtime's second library and its tools, cloud
# services other than storage, espeak-ng's other languages, Piper's training and its models for Hebrew and Arabic.
COPY requirements.txt requirements-piper.txt /
RUN python3 -m venv --without-pip /venv \
 && python3 -m pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check \
        --only-binary :all: --require-hashes -r /requirements.txt ${PIPER:+-r /requirements-piper.txt} \
 && site=$(echo /venv/lib/python3*/site-packages) \
 && find "$site" -depth -type d \( -name tests -o -path '*/onnx/backend/test' \) -exec rm -r {} + \
 && find "$site" \( -name '*.po' -o -name '*.pyi' -o -name '*.mo' ! -path '*/en*/*' \) -delete \
 && find "$site/botocore/data" -mindepth 1 -maxdepth 1 -type d ! -name s3 ! -name sts ! -name 'sso*' -exec rm -r {} + \
 && find "$site/espeakng_loader" -name '*_dict' ! -name en_dict -delete \
 && rm -r "$site"/onnxruntime/capi/libonnxruntime.so.* "$site/onnxruntime/transformers" "$site/onnxruntime/tools" \
        "$site/onnxruntime/quantization" "$site/onnxruntime/datasets" \
 && rm -rf "$site/piper/train" "$site"/piper/hebrew/*.onnx "$site"/piper/tashkeel/*.onnx

# Symbols that only a debugger reads, 47 MB. Not those of the libraries beside the packages (*.libs): these were patched
# after they were linked, and strip breaks some of them. So what is stripped is loaded once. Any
# version of strip will do.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends binutils \
 && rm -rf /var/lib/apt/lists/* \
 && site=$(echo /venv/lib/python3*/site-packages) \
 && find "$site/av" "$site/PIL" "$site/pypdfium2_raw" "$site/typst" "$site/yaml" -name '*.so' \
        -exec strip --strip-unneeded {} + \
 && /venv/bin/python -c 'import av, PIL._imaging, pypdfium2, typst, yaml._yaml'

WORKDIR /app
COPY manage.py ./
COPY hiddenhill hiddenhill
COPY health health
COPY videos videos
COPY --from=docs /docs/site site
# Static files are collected, and their originals removed. The code is compiled without a check against its source, which
# never changes, and beside which nothing can be written at run time.
RUN STATIC_ROOT=/app/static /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
        --ignore redoc \
 && find static -name '*.map*' -delete \
 && /venv/bin/python -m whitenoise.compress --quiet site \
 && for app in django/contrib rest_framework django_htmx drf_spectacular_sidecar; do \
        find /venv/lib/python3*/site-packages/"$app" -depth -type d -name static -exec rm -r {} +; done \
 && /venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /app \
 && /venv/bin/python manage.py check


FROM ${PYTHON_IMAGE}
ARG VERSION=local
LABEL org.opencontainers.image.title="Hidden Hill" \
      org.opencontainers.image.description="Turns published medical papers into short narrated videos" \
      org.opencontainers.image.version="${VERSION}"

# A new volume takes the owner of the folder at which it is mounted.
RUN groupadd --gid 10001 hiddenhill \
 && useradd --uid 10001 --gid hiddenhill --home-dir /var/lib/hiddenhill --no-create-home --no-log-init hiddenhill \
 && install -d -m 0700 -o hiddenhill -g hiddenhill /var/lib/hiddenhill \
 && install -d -o hiddenhill -g hiddenhill /var/lib/hiddenhill/media
COPY --from=build /venv /venv
COPY --from=build /app /app

ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    LISTEN=0.0.0.0:8000 \
    VAR_DIR=/var/lib/hiddenhill \
    STATIC_ROOT=/app/static \
    LOG_FORMAT=json
WORKDIR /app
USER 10001:10001
EXPOSE 8000
# For the web server. docker-compose.yml has the checks of the other commands.
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["python", "-m", "health.probe"]
ENTRYPOINT ["python", "manage.py"]
CMD ["api"]

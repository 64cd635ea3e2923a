# Roadmate in an image: docker build --tag roadmate:0.1.0 .
# The base is pinned by tag, so that a rebuild brings the fixes of its distribution; for the very same base each time, put the
# digest that your registry names behind the tag (python:3.13-slim-trixie@sha256:...), in both places.

FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements-build.txt requirements-runtime.txt ./
RUN python -m venv --without-pip /opt/build \
    && python -m pip --python /opt/build/bin/python install --require-hashes -r requirements-build.txt
RUN python -m venv --without-pip /opt/roadmate \
    && python -m pip --python /opt/roadmate/bin/python install --require-hashes -r requirements-runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY content content
COPY bot bot
RUN /opt/build/bin/python -m hatchling build --target wheel --directory /dist \
    && python -m pip --python /opt/roadmate/bin/python install --no-index --no-deps /dist/roadmate-*.whl

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Roadmate" org.opencontainers.image.licenses="MIT"
RUN python -m pip uninstall --yes pip \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/roadmate /opt/roadmate
ENV PATH=/opt/roadmate/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/data \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    DATABASE_URL=sqlite:////data/roadmate.db \
    ROADMATE_PACKS_DIR=/data/packs \
    XDG_CACHE_HOME=/data/cache \
    PORT=3000 \
    ROADMATE_STATUS_PORT=3001
# Only /data is written to: the root can be read-only.
VOLUME ["/data"]
WORKDIR /data
USER 10001:10001
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['ROADMATE_STATUS_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["roadmate"]
CMD ["socket"]

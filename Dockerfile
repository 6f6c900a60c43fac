# The service: one image, which runs the API (the default) or the worker (`python -m worker`).
# Migrations are not in it: the deployment runs them with dbmate's own image (docker-compose.yml).

FROM python:3.13.16-slim-trixie AS packages
COPY requirements.lock /
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
      -r /requirements.lock

FROM python:3.13.16-slim-trixie
RUN groupadd --system --gid 10001 evenhand \
 && useradd --system --uid 10001 --gid evenhand --no-create-home --shell /usr/sbin/nologin evenhand \
 && install -d -o evenhand -g evenhand -m 0700 /data /data/vault /data/attachments /data/checkpoints
COPY --from=packages /venv /venv
# Only what .dockerignore lets in. The code belongs to root: the service cannot change itself.
COPY . /app
WORKDIR /app
RUN /venv/bin/python -m compileall -q /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    EVENHAND_API_HOST=0.0.0.0 \
    EVENHAND_VAULT_FOLDER=/data/vault \
    EVENHAND_ATTACHMENTS_FOLDER=/data/attachments \
    EVENHAND_CHECKPOINT_FOLDER=/data/checkpoints
USER 10001:10001
VOLUME ["/data/vault", "/data/attachments", "/data/checkpoints"]
EXPOSE 8400
# The API's. The worker's stands where the worker is started (port 8401).
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8400/health/ready', timeout=4)"]
CMD ["python", "-m", "api"]

# The bot in an image: built in one stage, run in another, by a user without rights, on a read-only root.
# Any base with Python 3.11+ and venv will do: --build-arg BASE=...
ARG BASE=docker.io/library/python:3.13-slim
FROM ${BASE} AS build

WORKDIR /app
COPY requirements.lock ./
RUN python3 -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock

COPY bot bot
COPY handlers handlers
COPY services services
COPY storage storage
COPY locales locales
COPY domain domain
# Byte code and catalogs are made here once, since the root cannot be written to later; the host's are not wanted.
RUN find . -path ./.venv -prune -o -name __pycache__ -exec rm -rf {} + \
    && .venv/bin/pybabel -q compile -d locales \
    && .venv/bin/python -m pip uninstall --quiet --yes pip \
    && .venv/bin/python -m compileall -q .

FROM ${BASE}

RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent terimchi \
    && install -d -o terimchi -g terimchi -m 0700 /data /keys

WORKDIR /app
COPY --from=build /app /app
COPY LICENSE ./

ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TERIMCHI_DATA_DIR=/data \
    TERIMCHI_KEY_FILE=/keys/terimchi.key \
    TERIMCHI_WEB_BIND=0.0.0.0:8080

USER 10001:10001
# Two volumes, because a backup of the data must never hold the keys.
VOLUME ["/data", "/keys"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]

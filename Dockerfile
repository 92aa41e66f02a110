# The first stage installs, compiles and collects; the second holds only what runs.
FROM python:3.13-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

WORKDIR /app
COPY . .
RUN find . -name '*.po' -exec sh -c 'msgfmt --check -o "${1%.po}.mo" "$1"' _ {} \;
# The settings refuse to start without a deployment's values; these serve this one step only.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(60))') \
    ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid \
    DATABASE_URL=postgres://build.invalid/hub REDIS_URL=redis://build.invalid \
    EMAIL_URL=smtp+tls://build.invalid DEFAULT_FROM_EMAIL=build@build.invalid CONTACT_EMAIL=build@build.invalid \
    python manage.py collectstatic --noinput


FROM python:3.13-slim

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    UPLOAD_ROOT=/data/uploads
RUN useradd --system --uid 10001 --user-group --no-create-home hub \
    && install -d -o hub -g hub -m 700 /data /data/uploads
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER hub
EXPOSE 8000
CMD ["gunicorn", "-c", "python:hub.gunicorn", "hub.wsgi"]

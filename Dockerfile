# The pages' parts, the Python packages, and the two together as a user who may write only where data goes.

FROM node:22-slim AS pages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=optional
COPY scripts/prelude.sh scripts/build_assets.sh scripts/
COPY static static
RUN scripts/build_assets.sh . built

FROM python:3.12-slim AS packages
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.12-slim
# WeasyPrint draws with Pango. The text face has no arrows and shapes: DejaVu has them.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --create-home plan
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=pages /build/built var/build
# Collecting needs settings, and settings need a key: this one signs nothing and is not kept.
RUN SECRET_KEY=only-while-the-image-is-built-0123456789 \
  python manage.py collectstatic --noinput --ignore '*.scss' --ignore .made-from \
  && rm -rf var/broker var/cache \
  && mkdir -p var/media && chown plan:plan var var/media
USER plan
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "scripts/healthcheck.py"]
CMD ["gunicorn", "--config", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "config.wsgi"]

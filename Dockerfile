FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/quanze
COPY requirements.txt ./
RUN /opt/quanze/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY service/ service/
COPY schema/ schema/
COPY loaders/ loaders/
COPY seeds/ seeds/
RUN /opt/quanze/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/quanze quanze
COPY --from=build /opt/quanze /opt/quanze
ENV PATH=/opt/quanze/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/var/lib/quanze/cache \
    QUANZE_DATABASE_URL=sqlite:////var/lib/quanze/quanze.db
USER 10001
WORKDIR /var/lib/quanze
VOLUME /var/lib/quanze
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["quanze", "serve", "--host", "0.0.0.0", "--port", "8000"]

FROM python:3.11-slim AS build
# ld makes libraries of matching's machine code; strip takes off what only debuggers read; PDF needs a Chinese font.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends binutils fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/quanze
WORKDIR /src
COPY requirements.txt ./
RUN /opt/quanze/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY service/ service/
COPY schema/ schema/
COPY loaders/ loaders/
COPY seeds/ seeds/
RUN /opt/quanze/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
WORKDIR /opt/quanze
# Compiled here, for any processor that numpy runs on, the loops need no compiler: half of what was installed goes.
# Only what strip does not spoil is stripped, and tried afterwards.
RUN bin/python -m service.matching --share \
    && bin/pip uninstall --quiet --yes llvmlite numba setuptools pip \
    && find lib -type d -name tests -prune -exec rm -r {} + \
    && find lib -name '*.a' -delete \
    && for package in cryptography httptools python_calamine sqlalchemy typst uvloop; do \
        find lib/*/site-packages/"$package" -name '*.so' -exec strip --strip-unneeded {} + || exit; \
    done \
    && bin/python -c 'import httptools, python_calamine, sqlalchemy.orm, typst, uvloop, joserfc.jwk' \
    && bin/python -m service.matching

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/quanze --shell /usr/sbin/nologin quanze \
    && install --directory --owner quanze --group quanze /var/lib/quanze
COPY --from=build /usr/share/fonts/truetype/wqy /usr/share/fonts/truetype/wqy
COPY --from=build /opt/quanze /opt/quanze
ENV PATH=/opt/quanze/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    QUANZE_DATABASE_URL=sqlite:////var/lib/quanze/quanze.db
USER 10001
WORKDIR /var/lib/quanze
VOLUME /var/lib/quanze
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["quanze", "serve", "--host", "0.0.0.0", "--port", "8000"]

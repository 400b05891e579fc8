"""Settings: environment variables named QUANZE_…; an unknown one is refused."""

import os
import re
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import Refusal

PROJECT_ROOT = Path(__file__).resolve().parents[1]
_PREFIX = "QUANZE_"
_DATABASE_URL = r"^(sqlite:///.+|postgresql\+psycopg://.+)$"


class Settings(BaseSettings):
    """What an installation may set; every field is QUANZE_ + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{PROJECT_ROOT / 'var' / 'quanze.db'}",
        pattern=_DATABASE_URL,
        description="Where the store is: sqlite:///… or postgresql+psycopg://…",
    )
    replica_url: str = Field(
        default="",
        pattern=r"^(postgresql\+psycopg://.+)?$",
        description="Where the service reads from, if not from the store itself: a PostgreSQL standby of it",
    )
    query_seconds: float = Field(
        default=10.0,
        gt=0,
        le=3600,
        description="How long one GraphQL request may read from the store, in seconds",
    )
    rate_limit: int = Field(
        default=0,
        ge=0,
        description="GraphQL requests a minute from one address, counted by each worker; 0 sets no limit",
    )
    cors_origins: str = Field(
        default="",
        pattern=r"^(\*|(https?://[^\s,/]+(\s*,\s*https?://[^\s,/]+)*)?)$",
        description="Origins whose pages may ask from a browser, parted by commas; `*` for all",
    )
    cache_seconds: int = Field(
        default=60,
        ge=0,
        description="How many seconds a CDN or browser may use an answer by GET before asking again",
    )
    documents: Path | None = Field(
        default=None, description="Folder of registered documents, `*.graphql`, answered by hash or file name"
    )
    registered_only: bool = Field(
        default=False, description="Whether only registered documents are answered; needs `QUANZE_DOCUMENTS`"
    )
    metrics: bool = Field(
        default=False,
        description="Whether `/metrics` gives Prometheus counts and times; keep it from the public",
    )
    log_requests: bool = Field(
        default=False, description="Whether every request is logged, and not only what was slow or failed"
    )
    slow_seconds: float = Field(
        default=1.0, gt=0, description="From how many seconds on a request or a statement is logged as slow"
    )
    traces: str = Field(
        default="",
        pattern=r"^(https?://[^\s]+)?$",
        description="Where OpenTelemetry traces go: a collector's OTLP address, as http://127.0.0.1:4318/v1/traces",
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s]+)?$",
        description="Where readers reach the pages, as https://qz.example.gov.cn/; data in pages names it",
    )
    service_url: str = Field(
        default="/",
        pattern=r"^(/[^\s]*|https?://[^\s]+)?$",
        description="Where pages say GraphQL and GraphiQL are; empty: pages name neither",
    )
    publish_findings: bool = Field(
        default=False, description="Whether pages show what checks found in a published edition"
    )

    oidc_issuer: str = Field(
        default="",
        pattern=r"^(https?://[^\s]+)?$",
        description="The OIDC issuer whose bearer tokens are taken, as they name it (`iss`); empty: none are",
    )
    oidc_audience: str = Field(
        default="", description="The audience (`aud`) that the issuer's tokens must name"
    )
    oidc_keys: str = Field(
        default="", description="Where the issuer's keys (JWKS) are: an https:// address, or a file"
    )
    oidc_grants: Path | None = Field(
        default=None, description="TOML file: which claims give which role, and where (docs/access.md)"
    )
    oidc_algorithms: str = Field(
        default="RS256,PS256,ES256",
        pattern=r"^((RS|PS|ES)(256|384|512)|Ed25519)(,((RS|PS|ES)(256|384|512)|Ed25519))*$",
        description="Signature algorithms taken, parted by commas; only such as sign with a private key",
    )
    oidc_leeway: int = Field(
        default=60, ge=0, le=600, description="How far the issuer's clock may differ, in seconds"
    )

    @model_validator(mode="after")
    def _an_issuer_is_told_whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_audience and self.oidc_keys and self.oidc_grants):
            raise ValueError(
                "QUANZE_OIDC_ISSUER 需要 QUANZE_OIDC_AUDIENCE、QUANZE_OIDC_KEYS、QUANZE_OIDC_GRANTS"
            )
        return self

    @model_validator(mode="after")
    def _replicas_of_postgresql_alone(self) -> Self:
        if self.replica_url and not self.database_url.startswith("postgresql"):
            raise ValueError("QUANZE_REPLICA_URL 只用于 PostgreSQL")
        return self

    @model_validator(mode="after")
    def _documents_where_nothing_else_is_answered(self) -> Self:
        if self.registered_only and self.documents is None:
            raise ValueError("QUANZE_REGISTERED_ONLY 需要 QUANZE_DOCUMENTS")
        return self


def check_database_url(url: str) -> str:
    """Return the store's address; raises `Refusal` (`bad-setting`) where it is none."""
    if not re.match(_DATABASE_URL, url):
        raise Refusal(
            "bad-setting",
            "这不是数据库地址。",
            "写成 sqlite:///文件 或 postgresql+psycopg://用户:口令@主机/库名。",
        )
    return url


def read_settings() -> Settings:
    """Read the environment; raises `Refusal` (`bad-setting`) naming every setting that is wrong."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIX) and name.upper() not in known)
    problems = [f"{name}：没有这个设置项" for name in unknown]
    settings = None
    try:
        settings = Settings()
    except ValidationError as error:
        problems += [
            f"{_PREFIX}{'_'.join(map(str, fault['loc'])).upper()}：{fault['msg']}" for fault in error.errors()
        ]
    if problems or settings is None:
        raise Refusal(
            "bad-setting",
            "环境变量有误：" + "；".join(problems),
            f"可用的设置项：{'、'.join(sorted(known))}。",
        )
    return settings

"""Settings: environment variables named QUANZE_…; an unknown one is refused."""

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import Refusal

PROJECT_ROOT = Path(__file__).resolve().parents[1]
_PREFIX = "QUANZE_"


class Settings(BaseSettings):
    """What an installation may set; every field is QUANZE_ + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{PROJECT_ROOT / 'var' / 'quanze.db'}",
        pattern=r"^(sqlite:///.+|postgresql\+psycopg://.+)$",
        description="Where the store is: sqlite:///… or postgresql+psycopg://…",
    )


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

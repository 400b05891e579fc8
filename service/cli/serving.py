"""`quanze serve`: the process that answers portals and people."""

import os
import tempfile
from typing import Annotated

import typer
import uvicorn

from service.cli.options import opened_store
from service.cli.output import print_text, refusals
from service.settings import read_settings
from service.web import SHARED_METRICS

# Whoever stops the service waits no longer than this for what is being answered.
_DRAIN_SECONDS = 8


def serve(
    host: Annotated[str, typer.Option(help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听的端口。")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="工作进程数。")] = 1,
) -> None:
    """启动服务：GraphQL、页面、GraphiQL。"""
    with refusals(), opened_store():
        settings = read_settings()
    print_text(
        f"权责已启动。浏览：http://{host}:{port}/  GraphQL：http://{host}:{port}/graphql（按 Ctrl+C 停止）"
    )
    with tempfile.TemporaryDirectory(prefix="quanze-metrics-") as shared:
        if settings.metrics and workers > 1:
            os.environ[SHARED_METRICS] = shared
        uvicorn.run(
            "service.web:create",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            log_level="warning",
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )

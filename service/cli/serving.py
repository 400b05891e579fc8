"""`quanze serve`: the process that answers portals and people."""

from typing import Annotated

import typer
import uvicorn

from service.cli.options import opened_store
from service.cli.output import print_text, refusals


def serve(
    host: Annotated[str, typer.Option(help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听的端口。")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="工作进程数。")] = 1,
) -> None:
    """启动服务：GraphQL、页面、GraphiQL。"""
    with refusals(), opened_store():
        pass
    print_text(
        f"权责已启动。浏览：http://{host}:{port}/  GraphQL：http://{host}:{port}/graphql（按 Ctrl+C 停止）"
    )
    uvicorn.run(
        "service.web:create",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        server_header=False,
        date_header=True,
    )

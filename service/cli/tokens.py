"""`quanze token`: issuing, revoking and listing access tokens."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Connection

from service import credentials
from service.access import NATION, Role
from service.cli.options import acting, opened_store
from service.cli.output import Format, OutputFormat, people, print_json, print_text, refusals
from service.credentials import DEFAULT_DAYS, AccessToken, Scope
from service.divisions import normalise_code
from service.editions import known_bodies
from service.errors import Refusal
from service.node_ids import encode
from service.reading import bodies_by_id, show_drafts

app = typer.Typer(help="令牌：签发、撤销、列出。", no_args_is_help=True, add_completion=False)
_ROLES = "、".join(f"{role.value}（{role.label}）" for role in Role)


@app.command()
def issue(
    name: Annotated[str, typer.Option(metavar="NAME", help="领用人，例如“县编办 王科长”。")],
    role: Annotated[list[Role], typer.Option("--role", help=f"岗位，可写多次：{_ROLES}。")],
    division: Annotated[
        str, typer.Option("--division", metavar="CODE", help=f"行政区划代码；{NATION} 为全国。")
    ],
    body: Annotated[
        str | None, typer.Option(metavar="BODY", help="只限这个部门：名称或统一社会信用代码。")
    ] = None,
    below: Annotated[bool, typer.Option("--below", help="含下级行政区划。")] = False,
    days: Annotated[int, typer.Option(help="有效天数。")] = DEFAULT_DAYS,
    why: Annotated[str, typer.Option(help="理由，记入操作记录。")] = "",
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """签发一个令牌；令牌只在此显示一次，库中只存摘要。"""
    with refusals(output_format), opened_store() as store, store.write() as connection:
        code = _division(division)
        issued = credentials.issue(
            acting(),
            connection,
            name=name,
            roles=role,
            scope=Scope(division=code, body=_body(connection, code, body) if body else None, below=below),
            days=days,
            now=datetime.now(UTC),
            why=why,
        )
        names = _names(connection, [issued.token])
    if output_format is OutputFormat.JSON:
        print_json({"token": issued.text, **_document(issued.token)})
    else:
        people.print(f"已签发。{_line(issued.token, names)}", markup=False)
        people.print("令牌只显示这一次，请妥善交给领用人：", markup=False)
        print_text(issued.text)


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="令牌编号，见 quanze token list。")],
    why: Annotated[str, typer.Option(help="理由，记入操作记录。")] = "",
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """撤销一个令牌；立即失效，不能恢复。"""
    with refusals(output_format), opened_store() as store, store.write() as connection:
        token = credentials.revoke(acting(), connection, number, now=datetime.now(UTC), why=why)
        names = _names(connection, [token])
    if output_format is OutputFormat.JSON:
        print_json(_document(token))
    else:
        print_text(f"已撤销。{_line(token, names)}")


@app.command("list")
def list_tokens(output_format: Format = OutputFormat.TEXT) -> None:
    """列出全部令牌。"""
    with refusals(output_format), opened_store() as store, store.read() as connection:
        found = credentials.tokens(acting(), connection)
        names = _names(connection, found)
    if output_format is OutputFormat.JSON:
        print_json({"tokens": [_document(token) for token in found]})
    else:
        print_text("\n".join(_line(token, names) for token in found) or "还没有签发过令牌。")


def _division(text: str) -> str:
    code = normalise_code(text)
    if code is None:
        raise Refusal("unknown-division", f"“{text}”不是行政区划代码。", "按 GB/T 2260 填写六位区划代码。")
    return code


def _body(connection: Connection, division: str, said: str) -> int:
    index, _ = known_bodies(connection, division)
    found = index.find(said, said)
    if found is None:
        raise Refusal(
            "unknown-body", f"{division} 没有“{said}”。", "写清单上的部门名称，或统一社会信用代码。"
        )
    return found.id


def _names(connection: Connection, tokens: list[AccessToken]) -> dict[int, str]:
    """The names of the bodies that the tokens are for; only drafts may name them yet."""
    show_drafts(connection, acting())
    wanted = {token.scope.body for token in tokens if token.scope.body is not None}
    return {number: body.name for number, body in bodies_by_id(connection, wanted).items()}


def _document(token: AccessToken) -> dict[str, object]:
    scope = token.scope
    return {
        "number": token.id,
        "name": token.name,
        "roles": token.roles,
        "division": scope.division,
        "body": encode("ImplementingBody", scope.body) if scope.body is not None else None,
        "below": scope.below,
        "issued_at": token.issued_at,
        "issued_by": token.issued_by,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_on": token.last_used_on,
        "good": token.is_good(datetime.now(UTC)),
    }


def _line(token: AccessToken, names: dict[int, str]) -> str:
    scope = token.scope
    where = f"{scope.division}{' 含下级' if scope.below else ''}"
    if scope.body is not None:
        where = f"{scope.division} {names.get(scope.body, '（部门）')}"
    if token.revoked_at:
        state = f"{token.revoked_at.astimezone():%Y-%m-%d} 已撤销"
    elif not token.is_good(datetime.now(UTC)):
        state = f"{token.expires_at.astimezone():%Y-%m-%d} 已到期"
    else:
        state = f"{token.expires_at.astimezone():%Y-%m-%d} 到期"
    used = f"最近使用 {token.last_used_on}" if token.last_used_on else "尚未使用"
    roles = "、".join(role.label for role in token.roles)
    return f"{token.id} 号 {token.name}：{roles}（{where}），{state}，{used}"

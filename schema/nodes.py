"""Nodes and connections after Relay: opaque ids, edges, cursors, page info, totals."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import graphene
from graphene.types.unmountedtype import UnmountedType

from schema.reader import Reader
from service import reading
from service.reading import Page, PageRequest

_TYPES: dict[type, Any] = {}


class Node(graphene.Interface):
    """Anything with an id that never changes (有固定标识的对象)."""

    id = graphene.ID(required=True, description="Opaque id: it names the thing, never a revision (标识).")

    @staticmethod
    def resolve_type(record: object, _info: graphene.ResolveInfo) -> Any:
        """Tell the type of a record."""
        return node_for(type(record))


_TERMS = {
    "Adjustment": "动态调整",
    "AlignedRow": "对照行",
    "AuditRecord": "操作记录",
    "Change": "变动",
    "Charge": "收费事项",
    "ChargeChange": "收费变动",
    "ComparedItem": "事项",
    "Delegation": "下放、委托",
    "Division": "行政区划",
    "Edition": "清单版本",
    "Finding": "发现",
    "ImplementingBody": "实施主体",
    "Instrument": "法律文件",
    "PossiblePair": "疑似对应",
    "PowerItem": "职权事项",
    "SealedItem": "封存事项",
}


def node_of(record: type) -> Callable[[Any], Any]:
    """Decorate the type that answers for records of that class, so that `Node` finds it."""

    def register(node: Any) -> Any:
        _TYPES[record] = node
        return node

    return register


def node_for(record: type) -> Any:
    """Return the type that answers for records of that class, once all types are declared."""
    return _TYPES[record]


class PageInfo(graphene.ObjectType):
    """Where a page stands among the others (分页信息)."""

    has_next_page = graphene.Boolean(
        required=True, description="Whether anything follows the page (有下一页)."
    )
    has_previous_page = graphene.Boolean(
        required=True, description="Whether anything stands before the page (有上一页)."
    )
    start_cursor = graphene.String(description="Cursor of the page's first row (首行游标).")
    end_cursor = graphene.String(description="Cursor of the page's last row (末行游标).")

    @staticmethod
    def resolve_start_cursor(page: Page[Any], _info: graphene.ResolveInfo) -> str | None:
        """The first row's cursor."""
        return page.cursors[0] if page.cursors else None

    @staticmethod
    def resolve_end_cursor(page: Page[Any], _info: graphene.ResolveInfo) -> str | None:
        """The last row's cursor."""
        return page.cursors[-1] if page.cursors else None


@cache
def connection_of(node: Any) -> Any:
    """Return the connection type over that type."""
    name = node._meta.name
    term = _TERMS[name]
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"A row of a page of {name}, with its cursor (分页中的一行：{term}).",
            "cursor": graphene.String(required=True, description="Where the row stands (游标)."),
            "node": graphene.Field(node, required=True, description=f"What stands there ({term})."),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": f"A page of {name} (分页：{term}).",
            "edges": graphene.List(
                graphene.NonNull(edge), required=True, description="The rows with their cursors (各行)."
            ),
            "nodes": graphene.List(
                graphene.NonNull(node), required=True, description=f"What stands in the rows ({term})."
            ),
            "page_info": graphene.Field(
                PageInfo, required=True, description="Where the page stands (分页信息)."
            ),
            "total_count": graphene.Int(required=True, description="How many on all pages (总数)."),
            "resolve_edges": staticmethod(_edges),
            "resolve_page_info": staticmethod(lambda page, _info: page),
        },
    )


def _edges(page: Page[Any], _info: graphene.ResolveInfo) -> list[dict[str, object]]:
    return [{"cursor": cursor, "node": node} for cursor, node in zip(page.cursors, page.nodes, strict=True)]


def connection_field(node: Callable[[], Any], description: str, **arguments: UnmountedType) -> graphene.Field:
    """Return a field that answers with a page; its resolver takes `**page` for `page_request`."""
    return graphene.Field(
        lambda: connection_of(node()),
        required=True,
        description=description,
        first=graphene.Int(description="The first so many, 20 if unsaid, at most 200 (前若干行)."),
        after=graphene.String(description="Cursor after which the page begins (起始游标)."),
        last=graphene.Int(description="The last so many, at most 200 (后若干行)."),
        before=graphene.String(description="Cursor before which the page ends (截止游标)."),
        **arguments,
    )


def page_request(
    first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
) -> PageRequest:
    """Return the page asked for; raises `BadArgumentError` for sizes out of range."""
    return PageRequest(first=first, after=after, last=last, before=before)


def list_of(node: Any, description: str, **more: Any) -> graphene.Field:
    """Return a field that answers with a whole list, none of it null; `more` is as graphene takes it."""
    return graphene.List(graphene.NonNull(node), required=True, description=description, **more)


def nodes_by_id(reader: Reader, ids: Sequence[str]) -> list[object | None]:
    """Return the things with these node ids, in order; raises `BadArgumentError` for too many."""
    if len(ids) > reading.LARGEST_PAGE:
        raise reading.BadArgumentError(f"一次给出了 {len(ids)} 个 id。", f"至多 {reading.LARGEST_PAGE} 个。")
    reader.want_nodes(ids)
    return [reader.node(text) for text in ids]

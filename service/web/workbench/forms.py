"""What a form sends: read within bounds, kept as it was typed."""

from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from service.errors import Refusal
from service.web.bodies import BodyTooLargeError, bounded_body
from service.workbench import Typed

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 5_000


class BadFormError(Refusal):
    """A request that no form of ours sends."""

    def __init__(self) -> None:
        super().__init__("bad-form", "提交的内容读不出来。", "返回上一页重新提交；附件和过长的文字不收。")


async def posted(request: Request) -> Typed:
    """Return what a form posted; raises `BadFormError` for what no form of ours sends, or not to its end."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != _FORM or "content-encoding" in request.headers:
        raise BadFormError
    try:
        return typed_of((await bounded_body(request)).decode("ascii"))
    except (BodyTooLargeError, ClientDisconnect, UnicodeDecodeError) as error:
        raise BadFormError from error


def typed_of(text: str) -> Typed:
    """Return the fields of a form or of an address; raises `BadFormError`."""
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS, encoding="utf-8"
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise BadFormError from error
    if any("\0" in part for pair in pairs for part in pair):  # which nobody types, and no store keeps
        raise BadFormError
    return Typed((name, value.replace("\r\n", "\n")) for name, value in pairs)

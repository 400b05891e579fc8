"""The one spelling every reading can be written in: 《…》（…）第…条第…款第…项、第…条."""

from service.citations.model import Basis, Provision
from service.text import write_numeral

_INNER_MARKS = str.maketrans("《》<>", "〈〉〈〉")


def write_provision(provision: Provision) -> str:
    """Return one cited place: 第二十条之一第二款第三项, 附件2第三项."""
    written = provision.attachment or ""
    if provision.article is not None:
        written += f"第{write_numeral(provision.article)}条"
        if provision.article_suffix is not None:
            written += f"之{write_numeral(provision.article_suffix)}"
    for number, unit in ((provision.paragraph, "款"), (provision.item, "项"), (provision.sub_item, "目")):
        if number is not None:
            written += f"第{write_numeral(number)}{unit}"
    return written


def write_basis(basis: Basis) -> str:
    """Return the canonical spelling of what a basis cites; the quoted clause and the rank stay out of it.

    Chapters stand before articles. Reading the result gives the same title, number and provisions; marks
    inside a title become 〈〉.
    """
    number = basis.cited_number
    if basis.title is not None:
        head = f"《{basis.title.translate(_INNER_MARKS)}》" + (f"（{number}）" if number else "")
    else:
        head = number or ""
    chapters = [f"第{write_numeral(chapter)}章" for chapter in basis.chapters]
    return head + "、".join([*chapters, *map(write_provision, basis.provisions)])

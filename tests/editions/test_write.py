"""What is planned is written as it was said, wherever it comes from."""

from sqlalchemy import insert, select

from service.editions import body_named
from service.editions.incoming import Incoming
from service.editions.plan import plan
from service.editions.predecessor import standing_of
from service.editions.write import write_body_lists
from service.items import content_hash, decode_content, packed
from service.store import Store
from service.store.core import division, published_list, revision
from service.vocabulary import ListKind
from tests.support.lists import listed

COUNTY = "330824"


def test_items_of_several_files_are_written_each_as_it_says(store: Store) -> None:
    files = [
        packed([listed(f"{n}号许可", codes=(f"33082400{n}",)) for n in own]) for own in ((1, 4, 5), (2, 3))
    ]
    places = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 2))
    with store.write() as connection:
        connection.execute(insert(division).values(code=COUNTY, name="开化县", level=4))
        owner = body_named(connection, COUNTY, "民政局")
        connection.execute(insert(published_list).values(id=1, division_code=COUNTY, kind=ListKind.POWER))
        arriving = [Incoming(items=files[file], place=at, body=owner, level=None) for file, at in places]
        plans = plan(arriving, standing_of(connection, None, {}, {}), {})
        stand = write_body_lists(connection, 1, None, plans)
        rows = connection.execute(
            select(revision).where(revision.c.body_list_id == stand[owner.id]).order_by(revision.c.position)
        ).all()
    assert [row.name for row in rows] == [f"{n}号许可" for n in (1, 2, 3, 4, 5)]
    for row in rows:
        content = decode_content(row.content)
        assert content.name == row.name
        assert content_hash(content, row.category) == row.content_hash

"""A county's list through a cleanup in the store: loaded, exported, filled in, loaded back, compared."""

from datetime import UTC, datetime
from pathlib import Path

from service.comparison import Comparison, Reconciliation, comparison_of
from service.editions import LoadReport, LoadRequest, LoadState, find_edition, load, publish
from service.items import FileContent, ListedItem
from service.reading import HistoryEntry, histories, reconcile_editions, standing_by_body, standing_items
from service.store import Store
from service.store.core import division
from service.vocabulary import ListKind
from tests.cleanup.sheets import Clerk, returned, written
from tests.support.lists import file_of

COUNTY = "330824"
KIND = ListKind.COMBINED
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Cleanup:
    """One list of one county, its working spreadsheets in a directory."""

    def __init__(self, store: Store, directory: Path) -> None:
        self.store = store
        self.directory = directory
        with store.write() as connection:
            connection.execute(division.insert().values(code=COUNTY, name="开化县", level=4))

    def listed(self, label: str, items: list[ListedItem], **options: object) -> LoadReport:
        """Load items as a file, published unless said otherwise."""
        return self._load(file_of(items), label, **{"publish": True, **options})

    def clerks(self, label: str) -> dict[str, Clerk]:
        """Export an edition by body; one clerk fills in each body's spreadsheet."""
        with self.store.read() as connection:
            number = find_edition(connection, COUNTY, KIND, label).id
            bodies = list(standing_by_body(connection, number))
        return {
            body.name: Clerk(written(self.directory / f"{label}-{body.id}.xlsx", items, body.name))
            for body, items in bodies
        }

    def office(self, label: str) -> Clerk:
        """Export an edition whole; the office fills it in."""
        with self.store.read() as connection:
            items = standing_items(connection, find_edition(connection, COUNTY, KIND, label).id)
        return Clerk(written(self.directory / f"{label}.xlsx", items))

    def back(self, clerk: Clerk, label: str, **options: object) -> LoadReport:
        """Load a filled spreadsheet into a draft."""
        return self._load(returned(clerk.save()), label, **options)

    def again(self, clerk: Clerk, label: str) -> LoadReport:
        """Load the very file that was saved last."""
        return self._load(returned(clerk.path), label)

    def _load(self, file: FileContent, label: str, **options: object) -> LoadReport:
        request = LoadRequest(division=COUNTY, kind=KIND, label=label, **options)  # type: ignore[arg-type]
        report = load(self.store, file, request, NOW)
        assert report.state is not LoadState.REFUSED, report.findings
        return report

    def publish(self, label: str) -> None:
        """Publish a draft."""
        with self.store.write() as connection:
            publish(connection, COUNTY, KIND, label, NOW)

    def reconciled(self, before: str, after: str) -> Reconciliation:
        """Two editions held against one another."""
        with self.store.read() as connection:
            old, new = (find_edition(connection, COUNTY, KIND, label) for label in (before, after))
            return reconcile_editions(connection, old, new).held()

    def compared(self, before: str, after: str) -> Comparison:
        """The same as programs get it."""
        return comparison_of(self.reconciled(before, after))

    def ids(self, label: str) -> dict[str, int]:
        """The powers of an edition by name."""
        with self.store.read() as connection:
            items = standing_items(connection, find_edition(connection, COUNTY, KIND, label).id)
        return {item.content.name: item.id for item in items}

    def bodies(self, label: str) -> dict[str, str]:
        """The bodies of an edition's items by name."""
        with self.store.read() as connection:
            items = standing_items(connection, find_edition(connection, COUNTY, KIND, label).id)
        assert len({item.content.name for item in items}) == len(items)
        return {item.content.name: item.body.name for item in items}

    def history(self, number: int) -> list[HistoryEntry]:
        """A power's life."""
        with self.store.read() as connection:
            return histories(connection, [number])[number]

"""What the resolvers of a mutation share: the store to write to, and a reader of what it is since."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from graphene import ResolveInfo
from sqlalchemy import Connection

from schema.kept import Kept
from schema.reader import Reader
from service.access import Principal
from service.reading import show_drafts
from service.store import Store


class ActingReader(Reader):
    """A reader that may write: what it answers after a writing is of a moment after it."""

    def __init__(
        self, store: Store, kept: Kept, principal: Principal | None, within: float | None, held: ExitStack
    ) -> None:
        self._store, self._within, self._held = store, within, held
        super().__init__(self._snapshot(kept, principal), kept, principal)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, whole or not at all; everything that was read before is forgotten after it."""
        with self._store.write() as connection:
            yield connection
        super().__init__(self._snapshot(self._kept, self.principal), self._kept, self.principal)

    def _snapshot(self, kept: Kept, principal: Principal | None) -> Connection:
        self._held.close()
        connection = self._held.enter_context(self._store.read(within=self._within))
        if principal:
            show_drafts(connection, principal)
        return connection


@contextmanager
def acting_reader(
    store: Store, kept: Kept, principal: Principal | None, within: float | None
) -> Iterator[ActingReader]:
    """The context of one mutation; each of its snapshots is read for `within` seconds at most."""
    with ExitStack() as held:
        yield ActingReader(store, kept, principal, within, held)


def acting(info: ResolveInfo) -> ActingReader:
    """Return the mutation's context."""
    found: ActingReader = info.context
    return found

"""Institutional reform: which bodies of two editions are one, and which hang together (contract §2)."""

from collections import defaultdict
from collections.abc import Mapping

from service.bodies import BodyMap, fold_body_name
from service.items import Body


class BodyIdentity:
    """Who is who among the bodies of two sides.

    `own[body.id]` is equal for two bodies that are one (a body merely renamed keeps its own);
    `group[body.id]` is equal for bodies connected by the map and is the same as `own` for all others.
    A body is merely renamed when the map joins it to nothing else and only one of the two names
    stands on each side; the items of merged and split bodies are transferred (划转).
    """

    def __init__(
        self, before: Mapping[int, Body], after: Mapping[int, Body], body_map: BodyMap | None
    ) -> None:
        self.bodies = {**before, **after}
        self.own = {number: number for number in self.bodies}
        self.group = dict(self.own)
        self.mapped: set[int] = set()
        self._names = {number: body.name for number, body in self.bodies.items()}
        if self.bodies and body_map and body_map.successions:
            self._read(before, after, body_map)

    def name(self, own: int) -> str:
        """The name people read for the body with that own key: a renamed body's newer one."""
        return self._names[own]

    def _read(self, before: Mapping[int, Body], after: Mapping[int, Body], body_map: BodyMap) -> None:
        division = next(body.division for body in self.bodies.values())
        by_name = {fold_body_name(body.name, division): number for number, body in self.bodies.items()}
        for names, is_chain in _components(body_map, division):
            members = sorted(by_name[name] for name in names if name in by_name)
            if not members:
                continue
            first = members[0]
            self.mapped.update(members)
            for member in members:
                self.group[member] = first
            old = [member for member in members if member in before]
            new = [member for member in members if member in after]
            if is_chain and len(old) == len(new) == 1 and len(members) > 1:
                self.own.update(dict.fromkeys(members, first))
                self._names[first] = self.bodies[new[0]].name


def _components(body_map: BodyMap, division: str) -> list[tuple[set[str], bool]]:
    """Return the folded names the map connects, each set with whether it is a chain of renamings."""
    edges = {(fold_body_name(s.old, division), fold_body_name(s.new, division)) for s in body_map.successions}
    edges = {(old, new) for old, new in edges if old != new}
    neighbours: dict[str, set[str]] = defaultdict(set)
    successors: dict[str, set[str]] = defaultdict(set)
    predecessors: dict[str, set[str]] = defaultdict(set)
    for old, new in sorted(edges):
        neighbours[old].add(new)
        neighbours[new].add(old)
        successors[old].add(new)
        predecessors[new].add(old)
    found: list[tuple[set[str], bool]] = []
    seen: set[str] = set()
    for start in neighbours:
        if start in seen:
            continue
        component, waiting = {start}, [start]
        while waiting:
            for name in neighbours[waiting.pop()] - component:
                component.add(name)
                waiting.append(name)
        seen |= component
        chain = all(len(successors[n]) <= 1 and len(predecessors[n]) <= 1 for n in component)
        found.append((component, chain))
    return found

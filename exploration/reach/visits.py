"""Which situations of a graph runs were in, and how many runs each; what nobody has reached.

Runs come from two sources, the library and the exploration, and are counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum

import msgspec

from oceanhil.exploration.reach.following import Follower, Strayed
from oceanhil.exploration.reach.graph import Graph
from oceanhil.exploration.reach.moves import Model
from oceanhil.exploration.reach.signs import signs_in, why_not_followed
from oceanhil.exploration.reach.situation import Situation
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.settings import WireNames
from oceanhil.scenarios.trace import Event


class SourceOfRuns(Enum):
    """Where a run comes from."""

    LIBRARY = "library"
    EXPLORATION = "exploration"


class StrayedRun(msgspec.Struct, frozen=True):
    """A run that the tables do not explain to its end."""

    name: str
    strayed: Strayed


class Visits:
    """Where runs of devices with one layout of the record have been."""

    def __init__(self, store: StorePolicy) -> None:
        self.store = store
        # A run may have a server that repeats its answer; that adds moves, and takes none away.
        self._follower = Follower(Model(store, repeats=True))
        self.runs: Counter[SourceOfRuns] = Counter()
        """How many were followed."""
        self._counts: dict[SourceOfRuns, Counter[Situation]] = {source: Counter() for source in SourceOfRuns}
        self.strayed: list[StrayedRun] = []
        self.left_out: Counter[str] = Counter()
        """How many were not followed, by the reason."""

    def follow(self, source: SourceOfRuns, name: str, events: Sequence[Event], wire: WireNames) -> None:
        """Follow one run."""
        if why_not := why_not_followed(events):
            self.left_out[why_not] += 1
            return
        followed = self._follower.follow(signs_in(events, wire))
        self.runs[source] += 1
        self._counts[source].update(set(followed.situations))
        if followed.strayed is not None:
            self.strayed.append(StrayedRun(name, followed.strayed))

    def count(self, situation: Situation, source: SourceOfRuns) -> int:
        """Tell how many runs of that source were in a situation."""
        return self._counts[source][situation]

    def is_reached(self, situation: Situation) -> bool:
        """Tell whether any run was."""
        return any(situation in counts for counts in self._counts.values())

    def reached_in(self, among: Iterable[Situation]) -> int:
        """Count those of these situations that any run was in."""
        return sum(map(self.is_reached, among))

    def unreached(self, graph: Graph) -> Sequence[Situation]:
        """Give the situations that no run was in, those with the shortest routes first."""
        left = [each for each in graph if not self.is_reached(each)]
        return sorted(left, key=lambda each: (len(graph.route(each)), graph.numbers[each]))

"""What `oceanhil reach` finds out of devices with one layout of the record: situations, laws, and where runs were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.exploration.reach.graph import Graph
from oceanhil.exploration.reach.laws import Judged, Law, judge
from oceanhil.exploration.reach.moves import Model
from oceanhil.exploration.reach.visits import Visits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from oceanhil.app.exploring.reach_runs import LedRun
    from oceanhil.exploration.reach.graph import Leg
    from oceanhil.exploration.reach.situation import Situation
    from oceanhil.protocol.record import StorePolicy
    from oceanhil.protocol.settings import WireNames


class Study(msgspec.Struct, frozen=True):
    """All that is known of one layout."""

    graph: Graph
    judged: Sequence[Judged]
    visits: Visits

    @property
    def store(self) -> StorePolicy:
        """The layout."""
        return self.graph.model.store

    @property
    def is_followed(self) -> bool:
        """Whether any run was looked at."""
        return bool(self.visits.runs.total() or self.visits.left_out)

    @property
    def reached(self) -> int:
        """How many situations any run was in."""
        return self.visits.reached_in(self.graph)

    @property
    def farthest(self) -> int:
        """How many moves the longest of the shortest routes has."""
        return max(len(self.graph.route(each)) for each in self.graph)

    def broken(self, known: Iterable[Law]) -> Sequence[Judged]:
        """Give the laws that do not hold, but for those of which that is known."""
        return [each for each in self.judged if not each.holds and each.law not in set(known)]


def study(store: StorePolicy, laws: Sequence[Law], *, repeats: bool) -> Study:
    """Walk through all situations and judge the laws; nobody has been anywhere yet."""
    graph = Graph(Model(store, repeats))
    return Study(graph, judge(graph, laws), Visits(store))


def follow(studies: Sequence[Study], runs: Iterable[LedRun], wire: WireNames, went_on: Callable[[int], None]) -> None:
    """Follow runs, each in the study of its layout; `went_on` is told how many there were."""
    by_store = {each.store: each for each in studies}
    for number, run in enumerate(runs, 1):
        by_store[run.store].visits.follow(run.source, run.name, run.events, wire)
        went_on(number)


def shortest(study_of: Study, judged: Judged) -> Sequence[Leg]:
    """Give the shortest route that breaks a law, the move that breaks it included."""
    graph = study_of.graph
    if judged.situations:
        return graph.route(judged.situations[0])
    (leg, *_) = sorted(judged.legs, key=lambda each: len(graph.route(each.before)))
    return [*graph.route(leg.before), leg]


def server_sides(graph: Graph) -> Sequence[str]:
    """Name what the server's side can be, in the order in which the search has met it."""
    return list(dict.fromkeys(each.server_words for each in graph))


def by_place(graph: Graph, row: Callable[[Situation], str]) -> dict[str, dict[str, list[Situation]]]:
    """Sort situations into rows, and in each by the server's side."""
    places: dict[str, dict[str, list[Situation]]] = {}
    for each in graph:
        places.setdefault(row(each), {}).setdefault(each.server_words, []).append(each)
    return places

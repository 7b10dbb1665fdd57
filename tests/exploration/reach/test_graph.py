"""All situations: which there are, the shortest way to each, and the laws that hold in them."""

from collections.abc import Iterator
from functools import cache

import pytest

from oceanhil.exploration.reach.graph import Graph
from oceanhil.exploration.reach.laws import Judged, Law, judge
from oceanhil.exploration.reach.moves import Model, Move, Who
from oceanhil.exploration.reach.situation import NEW, Damage, Situation
from oceanhil.protocol.life import DeviceLife, LifeEvent, PermanentLife, RegistrationLife, SessionLife
from oceanhil.protocol.program_life import PROGRAM, ProgramEvent, ProgramLife
from oceanhil.protocol.record import StorePolicy

MODELS = [Model(store, repeats) for store in StorePolicy for repeats in (False, True)]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda each: f"{each.store.value}-{each.repeats}")
graph_of = cache(Graph)


def judged(law: Law, model: Model, graph: Graph | None = None) -> Judged:
    (found,) = judge(graph or graph_of(model), [law])
    return found


@each_model
def test_every_move_leads_to_a_situation_that_is_walked_through(model: Model) -> None:
    graph = graph_of(model)
    assert all(leg.move.after in graph for leg in graph.legs())
    assert len(graph) == len(set(graph)) > 1000


@each_model
def test_a_route_leads_from_a_new_device_move_by_move_to_its_situation(model: Model) -> None:
    graph = graph_of(model)
    for situation in graph:
        now = NEW
        for leg in graph.route(situation):
            assert leg.before == now
            assert leg.move in graph.moves(now)
            now = leg.move.after
        assert now == situation


@each_model
def test_no_move_leads_nearer_than_the_shortest_route(model: Model) -> None:
    graph = graph_of(model)
    far = {each: len(graph.route(each)) for each in graph}
    assert all(far[leg.move.after] <= far[leg.before] + 1 for leg in graph.legs())


@each_model
def test_the_program_moves_by_its_table_alone(model: Model) -> None:
    for leg in graph_of(model).legs():
        event, before, after = leg.move.event, leg.before.program, leg.move.after.program
        if before is after or not isinstance(event, ProgramEvent):
            continue
        again = event is ProgramEvent.ASKED_REGISTRATION and leg.before.held is None
        assert after is (ProgramLife.ASKING if again else PROGRAM[before][event])


@each_model
def test_without_power_nothing_is_held_and_nothing_is_on_its_way(model: Model) -> None:
    off = [each for each in graph_of(model) if each.program in {ProgramLife.OFF, ProgramLife.STARTING}]
    assert off
    assert all(each.held is None and each.session is None and each.coming is None for each in off)


@each_model
def test_everywhere_a_device_recovers_or_says_why_not_and_a_person_can_cure_it(model: Model) -> None:
    assert judged(Law.RECOVERED, model).holds
    assert judged(Law.CURABLE, model).holds
    assert judged(Law.SPENT_ONCE, model).holds


@pytest.mark.parametrize("store", StorePolicy, ids=lambda each: str(each.value))
def test_a_registration_is_spent_for_nothing_unless_the_server_repeats_its_answer(store: StorePolicy) -> None:
    found = judged(Law.TOKEN_KNOWN, Model(store))
    assert {"answer lost", "power off"} <= set(found.ways)
    assert all(each.record is DeviceLife.REGISTERED for each in found.situations)
    assert judged(Law.TOKEN_KNOWN, Model(store, repeats=True)).holds


def test_two_copies_keep_a_record_over_a_power_cut_and_one_does_not() -> None:
    assert judged(Law.NO_LOSS, Model(StorePolicy.REFERENCE)).holds
    assert set(judged(Law.NO_LOSS, Model(StorePolicy.LEGACY)).ways) == {"power cut in a save: stored is empty"}


class Changed(Model, frozen=True):
    """A model with other moves."""

    gone: frozenset[object] = frozenset()
    more: tuple[tuple[ProgramLife, Move], ...] = ()

    def moves(self, now: Situation) -> Iterator[Move]:
        yield from (each for each in super().moves(now) if each.event not in self.gone)
        yield from (move for program, move in self.more if now.program is program)


def test_a_device_that_says_nothing_of_a_refusal_does_not_recover() -> None:
    mute = Changed(gone=frozenset({ProgramEvent.REFUSED}))
    found = judged(Law.RECOVERED, mute, Graph(mute))
    assert any(each.flashed is RegistrationLife.USED for each in found.situations)


def test_a_device_that_never_asks_again_stays_where_it_was_refused_without_a_reason() -> None:
    tired = Changed(gone=frozenset({ProgramEvent.ASKED_REGISTRATION, ProgramEvent.ASKED_SESSION}))
    found = judged(Law.RECOVERED, tired, Graph(tired))
    assert {each.program for each in found.situations} == {ProgramLife.REFUSED}
    assert all(graph_accepts(each) for each in found.situations)


def graph_accepts(situation: Situation) -> bool:
    return situation.is_known or situation.can_register


def test_where_nobody_can_get_another_token_a_device_cannot_be_cured() -> None:
    closed = Changed(gone=frozenset({LifeEvent.REGENERATE, LifeEvent.DELETE}))
    assert not judged(Law.CURABLE, closed, Graph(closed)).holds


def test_a_server_that_takes_a_used_token_spends_it_twice() -> None:
    loose = Move(
        LifeEvent.REGISTER,
        Who.ITSELF,
        Situation(
            ProgramLife.ASKING, coming=PermanentLife.LIVE, record=DeviceLife.REGISTERED, flashed=RegistrationLife.USED
        ),
    )
    model = Changed(more=((ProgramLife.REFUSED, loose),))
    found = judged(Law.SPENT_ONCE, model, Graph(model))
    assert {leg.before.flashed for leg in found.legs} >= {RegistrationLife.USED, RegistrationLife.REVOKED}


def test_a_situation_is_told_in_words() -> None:
    told = Situation(
        ProgramLife.ASKING, Damage.EMPTY, PermanentLife.LIVE, is_saved=False, coming=SessionLife.LIVE,
        record=DeviceLife.REGISTERED, flashed=RegistrationLife.USED,
    )  # fmt: skip
    assert told.words == (
        "asking, stored empty, holds live, unsaved, session (live) on its way; record registered, flashed token used"
    )

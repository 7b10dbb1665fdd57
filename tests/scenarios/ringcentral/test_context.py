"""What steps about a service ask about the run so far: the first look sees all, the last request counts."""

import pytest

from oceanhil.scenarios.ringcentral.context import ServiceContext, ServiceStep
from oceanhil.scenarios.ringcentral.steps.answers import ExpectAnswer, ExpectCount, ExpectHolders, ExpectNoAnswer
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.ringcentral.fake_service import ANSWERED, Answer, FakeService

REFUSED: Answer = {**ANSWERED, "status": 401}
LOST: Answer = {**ANSWERED, "status": 0}


def context_after(*answers: Answer) -> ServiceContext:
    world = FakeService()
    for answer in answers:
        world.event(EventKind.REQUEST, "worker", answer)
    return ServiceContext(world)


def is_met(step: ServiceStep, context: ServiceContext) -> bool:
    try:
        step.run(context)
    except Unmet:
        return False
    return True


def test_the_first_look_sees_all_from_the_very_first_event_on_and_the_next_one_nothing() -> None:
    context = context_after(ANSWERED, REFUSED, LOST)
    assert [event.fields for event in context.unseen(EventKind.REQUEST, "worker")] == [ANSWERED, REFUSED, LOST]
    assert context.unseen(EventKind.REQUEST, "worker") == []
    assert is_met(ExpectCount(path="extension", count=3), context)


@pytest.mark.parametrize("before", [(), (ANSWERED,), (REFUSED,), (LOST,), (ANSWERED, REFUSED, LOST)])
def test_of_several_requests_the_last_one_is_expected_to_be_answered_or_not(before: tuple[Answer, ...]) -> None:
    for last, status in ((ANSWERED, 200), (REFUSED, 401), (LOST, 0)):
        for expected in (200, 401):
            assert is_met(ExpectAnswer(status=expected), context_after(*before, last)) is (expected == status)
        assert is_met(ExpectNoAnswer(), context_after(*before, last)) is (status == 0)


@pytest.mark.parametrize("answers", [(REFUSED, ANSWERED), (LOST, REFUSED, ANSWERED)])
def test_what_a_client_is_answered_in_the_end_says_whether_it_holds_a_token(answers: tuple[Answer, ...]) -> None:
    world = FakeService()

    def call() -> None:
        for answer in answers:
            world.event(EventKind.REQUEST, "worker", answer)

    setattr(world.client("worker"), "call", call)  # noqa: B010 - in place of the method
    context = ServiceContext(world)
    assert is_met(ExpectHolders(live=("worker",)), context)
    assert not is_met(ExpectHolders(dead=("worker",)), context)

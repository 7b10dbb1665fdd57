"""Taking power from an emulated board."""

import pytest

from hil.agent.errors import AgentTimeoutError
from hil.worlds.emulated.departure import Departure
from hil.worlds.emulated.exchanges import Exchanges
from hil.worlds.emulated.lifetime import Lifetime


class Agent:
    """An agent whose answers are counted, and may fail to come."""

    def __init__(self, error: AgentTimeoutError | None = None) -> None:
        self.asked = 0
        self._error = error

    def ping(self) -> None:
        """Answer."""
        self.asked += 1
        if self._error is not None:
            raise self._error


@pytest.fixture
def lifetime() -> Lifetime:
    return Lifetime(Exchanges(10))


def test_a_board_that_runs_says_to_the_end_what_it_says_before_it_has_no_power(lifetime: Lifetime) -> None:
    agent = Agent()
    lifetime.begin("one")
    with Departure("one", agent, lifetime)():
        assert (agent.asked, lifetime.lives("one")) == (1, True)
    assert not lifetime.lives("one")


def test_a_board_without_power_is_not_asked(lifetime: Lifetime) -> None:
    agent = Agent()
    with Departure("one", agent, lifetime)():
        pass
    assert agent.asked == 0


def test_a_board_that_does_not_answer_loses_its_power_all_the_same(lifetime: Lifetime) -> None:
    lifetime.begin("one")
    taken = False
    with Departure("one", Agent(AgentTimeoutError("no answer")), lifetime)():
        taken = True
    assert (taken, lifetime.lives("one")) == (True, False)

"""Operations by a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from oceanhil.remote.connector.control import ControlError
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.prompt import TerminalPrompt, terminal_prompt
from tests.remote.connector.operators import real_operator

ASKED = """
[operation.registration-token]
ask = "Add a device {name} ({board}) in the dashboard"
[operation.revoke]
ask = "Revoke {name}"
"""


class Scripted:
    """A person who answers by heart."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.heard: list[tuple[str, str, bool]] = []

    def ask(self, question: str, wanted: str, *, secret: bool) -> str:
        self.heard.append((question, wanted, secret))
        return self._answers.pop(0)


def obtain(person: Scripted) -> tuple[str, str]:
    with real_operator(ASKED, "http://127.0.0.1:9", prompt=person) as operator:
        values = operator.perform("registration-token", {"board": "esp32", "name": "conform-1"})
        return values["id"], values["token"]


def test_the_token_is_asked_for_hidden_and_the_id_may_be_left_out() -> None:
    person = Scripted("oc_reg_x", "")
    assert obtain(person) == ("conform-1", "oc_reg_x")
    assert [row[1:] for row in person.heard] == [("token", True), ("id (Enter if there is none)", False)]
    assert person.heard[0][0] == "Add a device conform-1 (esp32) in the dashboard"


def test_no_token_fails_the_operation() -> None:
    with pytest.raises(ControlError, match="gave no 'token'"):
        obtain(Scripted("", ""))


@pytest.mark.parametrize("answer", ["", "yes", "done"])
def test_something_to_do_is_done_when_the_person_says_so(answer: str) -> None:
    ledger = Ledger()
    ledger.created("device", "d1", "conform-1")
    person = Scripted(answer)
    with real_operator(ASKED, "http://127.0.0.1:9", prompt=person, ledger=ledger) as operator:
        assert operator.perform("revoke", {"id": "d1"}) == {}
    assert person.heard[0][0] == "Revoke conform-1"


def test_anything_else_is_why_it_cannot_be_done() -> None:
    ledger = Ledger()
    ledger.created("device", "d1", "conform-1")
    with (
        real_operator(ASKED, "http://127.0.0.1:9", prompt=Scripted("I may not"), ledger=ledger) as operator,
        pytest.raises(ControlError, match="answered 'I may not'"),
    ):
        operator.perform("revoke", {"id": "d1"})


def test_without_anybody_to_ask_the_operation_is_missing() -> None:
    with real_operator(ASKED, "http://127.0.0.1:9") as operator:
        assert not operator.can("revoke")


@pytest.mark.parametrize(("typed", "answer"), [("oc_reg_x\n", "oc_reg_x"), ("  done \n", "done"), ("\n", "")])
def test_a_terminal_is_free_of_anything_else_while_it_asks(typed: str, answer: str) -> None:
    calls: list[str] = []

    @contextmanager
    def paused() -> Iterator[None]:
        calls.append("paused")
        yield
        calls.append("on")

    with CliRunner().isolation(input=typed) as (_, err, _):
        assert TerminalPrompt(paused).ask("Revoke it", "token", secret=False) == answer
        assert err.getvalue().decode().startswith("\nRevoke it\ntoken: ")
    assert calls == ["paused", "on"]


def test_the_end_of_input_ends_the_run_like_ctrl_c() -> None:
    with CliRunner().isolation(input=""), pytest.raises(KeyboardInterrupt):
        TerminalPrompt().ask("Revoke it", "token", secret=False)


def test_without_a_terminal_nobody_is_asked() -> None:
    with CliRunner().isolation(input=""):
        assert terminal_prompt() is None

"""An operation by a person: a question on the terminal, and the answer."""

import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

import click

from oceanhil.host.terminal import echo
from oceanhil.remote.connector.connector import Operation, Question
from oceanhil.remote.connector.control import ControlError
from oceanhil.remote.connector.operation import Value

Paused = Callable[[], AbstractContextManager[object]]


class Prompt(Protocol):
    """Somebody who can be asked."""

    def ask(self, question: str, wanted: str, *, secret: bool) -> str:
        """Put the question, if it is not empty, and give the answer for `wanted`; empty if nothing was said."""


class TerminalPrompt:
    """Asks on the terminal: on stderr, so that reports on stdout stay as they are.

    Meanwhile whatever `paused` stops stands still: a line of progress would write over the question.
    """

    def __init__(self, paused: Paused = nullcontext) -> None:
        self._paused = paused

    def ask(self, question: str, wanted: str, *, secret: bool) -> str:
        """Put a question; Ctrl-C and the end of input end the run."""
        with self._paused():
            if question:
                echo(f"\n{question}", err=True)
            try:
                answer: str = click.prompt(wanted, default="", show_default=False, hide_input=secret, err=True)
            except click.Abort:
                raise KeyboardInterrupt from None
        return answer.strip()


def terminal_prompt(paused: Paused = nullcontext) -> TerminalPrompt | None:
    """Give who can be asked: somebody at a terminal, or nobody; see TerminalPrompt for `paused`."""
    return TerminalPrompt(paused) if sys.stdin.isatty() and sys.stderr.isatty() else None


def asked(operation: Operation, question: Question, inputs: Mapping[str, Value], prompt: Prompt) -> Mapping[str, str]:
    """Ask for every value of an operation, or whether it is done; raises ControlError where the answer is no."""
    spec = operation.spec
    text = question.text.shown(inputs)
    if not spec.gives:
        said = prompt.ask(text, "Enter when it is done, or why it cannot be", secret=False)
        if said and said.lower() not in {"y", "yes", "ok", "done"}:
            raise ControlError(f"{spec.name}: the person who was asked answered {said!r}", spec.name)
        return {}
    values: dict[str, str] = {}
    for name in sorted(spec.gives, key=lambda each: each in spec.optional):
        is_optional = name in spec.optional
        wanted = f"{name} (Enter if there is none)" if is_optional else name
        said = prompt.ask("" if values else text, wanted, secret=name in spec.secret)
        if not said and not is_optional:
            raise ControlError(f"{spec.name}: the person who was asked gave no {name!r}", spec.name)
        values |= {name: said} if said else {}
    return values

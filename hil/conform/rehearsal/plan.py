"""What a run would do, as data and as text: the result of a dry run."""

from enum import Enum
from typing import Final

import msgspec

from hil.conform.wire.pace import Limits

ADMIN: Final = "admin"
"""The name of what is asked of a mock server's admin side."""
_LINE_CHARACTERS_MAX: Final = 180


class StepKind(Enum):
    """Which side a step is about."""

    REQUEST = "request"
    """What devices send."""
    OPERATION = "operation"
    """What is done on the server's own side."""


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that would be sent or done."""

    item: str
    """The id of its item; empty for what is done before the first and after the last."""
    kind: StepKind
    line: str
    """Method and path, or what an operation means; tokens and secrets by name."""
    name: str = ""
    """The operation's."""
    curl: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a run would do, in order; nothing of it was sent."""

    url: str
    connector: str
    items: int
    steps: tuple[Step, ...]
    requests: int
    registrations: int
    """How many of the requests count as registrations."""
    operations: dict[str, int]
    created: dict[str, int]
    """How many things of each kind would be created."""
    removed: dict[str, int]
    """How many of them would be removed again."""
    missing: dict[str, int]
    """Items that cannot be tried, by what is missing."""
    limits: Limits
    estimate_s: float
    """How long the limits alone make it last; the time of the answers comes on top."""


def plan_text(plan: Plan) -> str:
    """Write a plan for people: a line for each step, cut to a readable length, then the sums."""
    width = max((len(step.item) for step in plan.steps), default=0)
    digits = len(str(len(plan.steps)))
    lines = [
        f"dry run for {plan.url}{f', connector {plan.connector!r}' if plan.connector else ''}: nothing was sent",
        "",
    ]
    for number, step in enumerate(plan.steps, 1):
        text = step.curl or step.line
        cut = text if len(text) <= _LINE_CHARACTERS_MAX else text[:_LINE_CHARACTERS_MAX] + "…"
        what = cut if step.kind is StepKind.REQUEST else f"{step.name}: {cut}"
        lines.append(f"{number:>{digits}}  {step.item or '-':{width}}  {what}")
    return "\n".join([*lines, "", *_sums(plan)])


def _sums(plan: Plan) -> list[str]:
    done = ", ".join(f"{name} {count}" for name, count in plan.operations.items())
    lines = [
        f"{plan.items} items: {plan.requests} requests, of which {plan.registrations} count as registrations",
        f"operations: {done or 'none'}",
        f"created: {_things(plan, plan.created)}; removed again: {_things(plan, plan.removed)}",
        f"time: {_duration(plan.estimate_s)} at least, by {_limits(plan.limits)}",
    ]
    if ADMIN in plan.operations:
        lines.append(
            "assumed: 'oceanhil serve' listens there; any other server lacks these operations without a connector"
        )
    if plan.missing:
        missing = ", ".join(f"{name} ({count} items)" for name, count in sorted(plan.missing.items()))
        lines.append(f"not testable here for want of: {missing}")
    return lines


def _things(plan: Plan, counts: dict[str, int]) -> str:
    if ADMIN in plan.operations:
        return "as the list says"
    return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items()) or "nothing"


def _limits(limits: Limits) -> str:
    said = [
        limits.requests_in_words,
        limits.registrations_in_words,
        f"{limits.connections} connections" if limits.connections else "",
    ]
    return ", ".join(filter(None, said)) or "no limits"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

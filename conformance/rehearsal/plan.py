"""What a run would do, as data and as text: the result of a dry run."""

from collections.abc import Iterator
from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.wording import plural
from oceanhil.remote.wire.pace import Limits

ADMIN: Final = "admin"
"""The name of what is asked of a mock server's admin side."""
_LINE_CHARACTERS_MAX: Final = 180
_COMMAND_S: Final = 0.1
"""About as long as an interpreter needs to start."""
_BETWEEN: Final = "before and after"


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
    is_registration: bool = False


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
    """How long it lasts within `limits`, on a server that answers as fast as the built-in one and never says 429."""
    polite: Limits
    """What it keeps to at the documented pace, as on a server that says 429."""
    polite_s: float
    """How long it lasts within these."""
    commands: int = 0
    """How many of the operations are commands; their own time is not in the times above, for nobody knows it."""


def plan_text(plan: Plan, *, is_verbose: bool = False) -> str:
    """Write a plan for people: the sums, by topic and in all; `is_verbose`: before them a line for each step."""
    connector = f", connector {plan.connector!r}" if plan.connector else ""
    lines = [f"dry run for {plan.url}{connector}: nothing was sent", ""]
    if is_verbose:
        lines += [*_steps(plan), ""]
    return "\n".join([*lines, *_topics(plan), "", *_sums(plan), *([] if is_verbose else ["every step: -v, or --json"])])


def _steps(plan: Plan) -> Iterator[str]:
    width = max((len(step.item) for step in plan.steps), default=0)
    digits = len(str(len(plan.steps)))
    for number, step in enumerate(plan.steps, 1):
        text = step.curl or step.line
        cut = text if len(text) <= _LINE_CHARACTERS_MAX else text[:_LINE_CHARACTERS_MAX] + "…"
        what = cut if step.kind is StepKind.REQUEST else f"{step.name}: {cut}"
        yield f"{number:>{digits}}  {step.item or '-':{width}}  {what}"


def _topics(plan: Plan) -> Iterator[str]:
    """Give a line for each topic, and one for what is done before and after all of them."""
    topics: dict[str, list[Step]] = {}
    for step in plan.steps:
        topics.setdefault(step.item.partition("/")[0] or _BETWEEN, []).append(step)
    width = max(map(len, topics), default=0)
    for topic, steps in topics.items():
        requests = sum(step.kind is StepKind.REQUEST for step in steps)
        registrations = sum(step.is_registration for step in steps)
        yield (
            f"{topic:{width}}  {requests:>5} requests, {registrations:>4} registrations,"
            f" {len(steps) - requests:>5} operations"
        )


def _sums(plan: Plan) -> list[str]:
    done = ", ".join(f"{name} {count}" for name, count in plan.operations.items())
    sent = f"{plural(plan.requests, 'request')}, of which {plan.registrations} count as registrations"
    lines = [
        f"{plural(plan.items, 'item')}: {sent}",
        f"operations: {done or 'none'}",
        f"created: {_things(plan, plan.created)}; removed again: {_things(plan, plan.removed)}",
        *_time(plan),
    ]
    if ADMIN in plan.operations:
        lines.append(
            "assumed: 'oceanhil serve' listens there; any other server lacks these operations without a connector"
        )
    if plan.missing:
        missing = ", ".join(f"{name} ({plural(count, 'item')})" for name, count in sorted(plan.missing.items()))
        lines.append(f"not testable here for want of: {missing}")
        if not plan.connector:
            lines.append(
                "assumed: nobody's connector; if 'oceanhil serve' listens there, its admin side does all of these"
            )
    return lines


def _time(plan: Plan) -> Iterator[str]:
    """Say how long it takes, and how long if the server wants it slower."""
    yield (
        f"time: about {_duration(plan.estimate_s)} {_limits(plan.limits)}, if the server answers as fast as the"
        " built-in one; what does not conform is tried three times"
    )
    if plan.polite_s > plan.estimate_s + 1:
        yield f"      about {_duration(plan.polite_s)} {_limits(plan.polite)}, as soon as it answers 429"
    if plan.commands:
        spent = _duration(plan.commands * _COMMAND_S)
        yield f"      and the time of {plural(plan.commands, 'command')}: {spent} if each takes {_COMMAND_S} s"


def _things(plan: Plan, counts: dict[str, int]) -> str:
    if ADMIN in plan.operations:
        return "as the list says"
    return ", ".join(plural(count, kind) for kind, count in counts.items()) or "nothing"


def _limits(limits: Limits) -> str:
    said = [
        limits.requests_in_words,
        limits.registrations_in_words,
        f"{limits.connections} connections" if limits.connections else "",
    ]
    words = ", ".join(filter(None, said))
    return f"by {words}" if words else "without limits"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(max(1, round(seconds)), 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes_left} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

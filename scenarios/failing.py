"""What runs of every scenario language note of their steps, and how a step that fails ends them."""

from typing import TypeVar

from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.result import Failure
from oceanhil.scenarios.step_form import StepForm
from oceanhil.scenarios.templates import BoundStep
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace

L = TypeVar("L", bound=StepForm)


class Failed(Exception):  # noqa: N818 - ends the steps of a run; the finding is in it
    """A step or an invariant failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.step)
        self.failure = failure


def note_step(trace: Trace, t_us: int, step: BoundStep[L], index: int, *, in_remedy: bool) -> None:
    """Note that step number `index` (from 0) of a run begins at `t_us` (µs since the run began)."""
    fields: dict[str, Scalar] = {
        "index": index,
        "lever": step.lever.name,
        "line": step.place.line,
        "remedy": in_remedy,
    }
    trace.add(t_us, Source.HARNESS, EventKind.STEP, "", fields)


def failed_at(place: Place, step: str, found: tuple[str, str], *, in_remedy: bool, invariant: str = "") -> Failed:
    """Give the end of a run at `place`: `step` is what failed, `found` what was expected and what there was."""
    expected, seen = found
    failure = Failure(
        step=step,
        file=place.file,
        line=place.line,
        column=place.column,
        expected=expected,
        found=seen,
        in_remedy=in_remedy,
        invariant=invariant,
    )
    return Failed(failure)

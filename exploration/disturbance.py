"""A disturbance: something that happens to a device in a life, made of ordinary steps of the scenario language.

What it is: one entry of a table (`oceanhil.exploration.disturbances`) with a name, a kind, what is drawn for it, the
steps with which it begins and those with which it ends. Steps are lines as they stand in a scenario file, with
`${name}` where something drawn goes. So whatever a life does can be written down and run by anybody, and a step that
scenarios have is one line away from being explored.

What it must not know: worlds, and what comes of it. Which capabilities it needs follows from its steps.

Laws: behind the steps of its end nothing of it is left that keeps a device from being online, but for what it has done
to what is stored, and to what a person has ended. Its steps are legal whatever else is under way. What goes wrong at
the server by it has its name, `${called}`, so that the end of one disturbance is not that of another.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Final

import msgspec

from oceanhil.exploration.draws import Draw, Span
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode
from oceanhil.scenarios.step import PlacedStep, Step
from oceanhil.scenarios.templates import StepTemplate
from oceanhil.scenarios.world import Capability
from oceanhil.scenarios.yaml_marks import parse

_NOWHERE: Final = "a disturbance"
CALLED: Final = "called"
"""The variable for what a disturbance is called in a life, beside those that are drawn."""
_BY_NAME: Final = f": ${{{CALLED}}}"


class Kind(Enum):
    """What is disturbed."""

    POWER = "power"
    STORAGE = "storage"
    SERVER = "server"
    DASHBOARD = "dashboard"
    NETWORK = "network"
    CLOCK = "clock"
    LINE = "line"
    TWIN = "twin"


class StepLine(msgspec.Struct, frozen=True):
    """One step as it stands in a file behind its `- `, with variables and their words."""

    template: str
    words: Mapping[str, str] = {}

    @property
    def text(self) -> str:
        """The line."""
        found = self.template
        for name, word in self.words.items():
            # Inside { } YAML wants quotes round a variable, but none round the word that takes its place.
            found = found.replace(f'"${{{name}}}"', word).replace(f"${{{name}}}", word)
        return found

    def placed(self, place: Place) -> PlacedStep:
        """The step that is read from the line where it stands at `place`; raises ScenarioError if it is none."""
        step, argument = _parsed(self.template)
        mistakes = Mistakes()
        found = tuple(StepTemplate(step, place, argument).bind(self.words, mistakes))
        mistakes.raise_any()
        (placed,) = found
        return placed


@cache
def _parsed(template: str) -> tuple[type[Step], Node | None]:
    """Read a line, once, into the step and its argument; raises ScenarioError."""
    mistakes = Mistakes()
    root = parse(f"- {template}\n".encode(), _NOWHERE, mistakes)
    mistakes.raise_any()
    assert isinstance(root, ListNode)
    (item,) = root.items
    if isinstance(item, TextNode):
        return DEVICE_STEPS[item.text], None
    assert isinstance(item, MapNode)
    (entry,) = item.entries
    return DEVICE_STEPS[entry.key.text], entry.value


class Disturbance(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the table."""

    name: str
    """What `--only` and `--without` call it."""
    kind: Kind
    about: str
    """What happens, for people."""
    draws: Mapping[str, Draw] = {}
    begin: tuple[str, ...]
    end: tuple[str, ...] = ()
    lasts: Span | None = None
    """How long it is from its beginning to its end; None: both are one."""
    weight: int = 1
    """How often it is drawn in comparison with others."""

    @property
    def step_names(self) -> frozenset[str]:
        """The steps that it begins with, by their names."""
        return frozenset(_parsed(template)[0].name for template in self.begin)

    @property
    def end_of_all(self) -> tuple[str, ...]:
        """The steps that end all of its kind: what is ended by its name is ended altogether without one."""
        return tuple(template.removesuffix(_BY_NAME) for template in self.end)

    @property
    def needs(self) -> frozenset[Capability]:
        """What a world must be able to do for it."""
        simplest = {name: draw.written(draw.simplest) for name, draw in self.draws.items()}
        words = {**simplest, CALLED: self.name}
        lines = (StepLine(template, words) for template in (*self.begin, *self.end))
        return frozenset[Capability]().union(*(line.placed(Place(_NOWHERE)).needs for line in lines))

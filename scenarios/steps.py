"""The steps of a scenario about devices."""

from scenarios.levers import LEVERS
from scenarios.levers.base import Lever
from scenarios.mistakes import Mistakes
from scenarios.nodes import Node
from scenarios.templates import BoundStep, StepTemplate, read_templates

Step = BoundStep[Lever]
Template = StepTemplate[Lever]


def read_steps(node: Node | None, mistakes: Mistakes) -> tuple[Template, ...]:
    """Read a list of steps; what is wrong in it is noted and left out."""
    return read_templates(LEVERS, node, mistakes)

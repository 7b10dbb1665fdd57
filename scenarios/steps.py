"""The steps of a scenario about devices."""

from oceanhil.scenarios.levers import LEVERS
from oceanhil.scenarios.levers.base import Lever
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.nodes import Node
from oceanhil.scenarios.templates import BoundStep, StepTemplate, read_templates

Step = BoundStep[Lever]
Template = StepTemplate[Lever]


def read_steps(node: Node | None, mistakes: Mistakes) -> tuple[Template, ...]:
    """Read a list of steps; what is wrong in it is noted and left out."""
    return read_templates(LEVERS, node, mistakes)

"""The steps of a file as templates: read once, bound to the variables of a case as often as needed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.forms import build, field_readers, read_struct
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.step import PlacedStep, Step
from oceanhil.scenarios.variables import BOARD, Variables, references, substitute

WHEN, STEPS, TOGETHER = "when", "steps", "together"
Steps = Mapping[str, type[Step]]
"""The steps of a language by their names."""


class StepTemplate:
    """A step as it stands in the file; the same variables give the same step object again."""

    def __init__(self, step: type[Step], place: Place, argument: Node | None) -> None:
        self.step = step
        self.place = place
        self.references = tuple(sorted(references(argument))) if argument is not None else ()
        self.argument = argument
        self._bound: dict[tuple[str | None, ...], PlacedStep] = {}

    def bind(self, variables: Variables, mistakes: Mistakes) -> Iterator[PlacedStep]:
        """Give the step for these variables; nothing, and mistakes, when its arguments are wrong."""
        key = tuple([variables.get(name) for name in self.references])
        step = self._bound.get(key)
        if step is None:
            found = Mistakes()
            step = self._read(variables, found)
            mistakes.add_all(found)
            if step is not None and not found:
                self._bound[key] = step
        if step is not None:
            yield step

    def check(self, mistakes: Mistakes) -> None:
        """Note what is wrong whatever the case; a step with variables is judged when it is bound."""
        if not self.references:
            tuple(self.bind({}, mistakes))

    def _read(self, variables: Variables, mistakes: Mistakes) -> PlacedStep | None:
        argument = None if self.argument is None else substitute(self.argument, variables, mistakes)
        step = None if mistakes else read_step(self.step, argument, self.place, mistakes)
        if step is None:
            return None
        return PlacedStep(step, self.place, argument, step.all_needs(), tuple(mistakes.mentions))


class Guard(msgspec.Struct, frozen=True):
    """A condition for some cases only: the variable must have one of the words."""

    variable: TextNode
    words: tuple[TextNode, ...]

    def holds(self, variables: Variables) -> bool:
        """Tell whether it does."""
        wanted = {word.text for word in self.words}
        found = variables.get(self.variable.text)
        if self.variable.text != BOARD or found is None:
            return found in wanted
        # A family is meant, too, where the one is named that it is like.
        return any(name.value in wanted for name in family(Board(found)).names)


Conditions = Sequence[Guard]


class WhenTemplate(msgspec.Struct, frozen=True):
    """Steps for some cases only."""

    conditions: Conditions
    steps: "tuple[StepTemplate | WhenTemplate, ...]"

    def bind(self, variables: Variables, mistakes: Mistakes) -> Iterator[PlacedStep]:
        """Give the steps inside if the conditions hold for these variables."""
        if conditions_hold(self.conditions, variables, mistakes):
            yield from bind_all(self.steps, variables, mistakes)


Template = StepTemplate | WhenTemplate


def bind_all(templates: Sequence[Template], variables: Variables, mistakes: Mistakes) -> tuple[PlacedStep, ...]:
    """Give the steps for these variables, those of `when` only where it holds."""
    return tuple(step for template in templates for step in template.bind(variables, mistakes))


def read_templates(steps: Steps, node: Node | None, mistakes: Mistakes) -> tuple[Template, ...]:
    """Read a list of steps of the language that has these `steps`; what is wrong in it is noted and left out."""
    if node is None:
        return ()
    if not isinstance(node, ListNode):
        mistakes.add(node.place, f"found {kind_of(node)}; expected a list of steps, each after '- '")
        return ()
    if not node.items:
        mistakes.add(node.place, "there is no step in it; a run that does nothing would pass")
    return tuple(template for item in node.items for template in _read_step(steps, item, mistakes))


def steps_in(templates: Sequence[Template]) -> Iterator[StepTemplate]:
    """Every step in the templates, those under `when` too."""
    for template in templates:
        if isinstance(template, StepTemplate):
            yield template
        else:
            yield from steps_in(template.steps)


def guards_in(templates: Sequence[Template]) -> Iterator[Guard]:
    """Every condition in the templates, those inside others too."""
    for template in templates:
        if not isinstance(template, StepTemplate):
            yield from template.conditions
            yield from guards_in(template.steps)


def read_conditions(node: Node | None, mistakes: Mistakes) -> Conditions:
    """Read `{variable: text}` or `{variable: [text, …]}`."""
    if node is None:
        return ()
    if not isinstance(node, MapNode):
        mistakes.add(
            node.place, f"found {kind_of(node)}; expected variables and their values, such as {{store: legacy}}"
        )
        return ()
    return tuple(Guard(entry.key, _words(entry.value, mistakes)) for entry in node.entries)


def conditions_hold(conditions: Conditions, variables: Variables, mistakes: Mistakes) -> bool:
    """Tell whether all conditions hold; a variable that does not exist is a mistake."""
    for guard in conditions:
        name = guard.variable
        if name.text not in variables:
            mistakes.add(name.place, f"unknown variable {name.text!r}; {suggestion(name.text, variables)}")
    return all(guard.holds(variables) for guard in conditions)


def refuse_impossible(guards: Iterable[Guard], possible: Mapping[str, frozenset[str]], mistakes: Mistakes) -> None:
    """Note words that a variable never has; a variable that is not in `possible` may have any."""
    for guard in guards:
        known = possible.get(guard.variable.text)
        for word in guard.words:
            if known is not None and word.text not in known:
                hint = suggestion(word.text, known)
                mistakes.add(word.place, f"variable {guard.variable.text!r} is never {word.text!r}; {hint}")


def _words(node: Node, mistakes: Mistakes) -> tuple[TextNode, ...]:
    """Read one text or a list of texts."""
    items: Sequence[Node] = node.items if isinstance(node, ListNode) else (node,)
    for item in items:
        if not isinstance(item, TextNode):
            mistakes.add(item.place, f"found {kind_of(item)}; expected a single value")
    return tuple(item for item in items if isinstance(item, TextNode))


def read_step(step: type[Step], argument: Node | None, place: Place, mistakes: Mistakes) -> Step | None:
    """Read a step's argument: nothing, a single value for its main key, or a mapping of its keys."""
    if argument is None:
        return read_struct(step, MapNode((), place), mistakes, step.name)
    if isinstance(argument, MapNode) and not step.whole:
        return read_struct(step, argument, mistakes, step.name)
    field = field_readers(step).get(step.main)
    if field is None:
        mistakes.add(argument.place, f"{step.name} takes no single value; found {kind_of(argument)}")
        return None
    value = field.reader(argument, mistakes)
    lacking = [key for key, each in field_readers(step).items() if each.required and key != step.main]
    if lacking:
        mistakes.add(argument.place, f"{step.name} lacks the key {lacking[0]!r}; write it as a mapping")
    if value is msgspec.UNSET or lacking:
        return None
    return build(step, {field.attribute: value}, argument, mistakes)


def _read_step(steps: Steps, node: Node, mistakes: Mistakes) -> Iterator[Template]:
    if isinstance(node, TextNode):
        yield from _template(steps, node, None, mistakes)
    elif isinstance(node, MapNode) and node.get(WHEN) is not None:
        yield _read_when(steps, node, mistakes)
    elif isinstance(node, MapNode) and len(node.entries) == 1:
        (entry,) = node.entries
        if entry.key.text == TOGETHER:
            yield from _read_together(steps, entry.value, mistakes)
        else:
            yield from _template(steps, entry.key, entry.value, mistakes)
    elif isinstance(node, MapNode) and node.entries:
        second = node.entries[1].key
        mistakes.add(
            second.place, f"key {second.text!r} is not part of the step; indent it further, or begin it with '- '"
        )
    else:
        mistakes.add(node.place, f"found {kind_of(node)}; expected a step such as {next(iter(steps))}")


def _template(steps: Steps, name: TextNode, argument: Node | None, mistakes: Mistakes) -> Iterator[StepTemplate]:
    step = steps.get(name.text)
    if step is None:
        hint = suggestion(name.text, (*steps, WHEN, TOGETHER))
        mistakes.add(name.place, f"unknown step {name.text!r}; {hint}")
        return
    is_empty = isinstance(argument, TextNode) and argument.is_empty
    template = StepTemplate(step, name.place, None if is_empty else argument)
    template.check(mistakes)
    yield template


def _read_when(steps: Steps, node: MapNode, mistakes: Mistakes) -> WhenTemplate:
    for entry in node.entries:
        if entry.key.text not in {WHEN, STEPS}:
            hint = suggestion(entry.key.text, (WHEN, STEPS))
            mistakes.add(entry.key.place, f"unknown key {entry.key.text!r} beside 'when'; {hint}")
    if node.get(STEPS) is None:
        mistakes.add(node.place, "'when' lacks the key 'steps'; add the steps it guards")
    return WhenTemplate(read_conditions(node.get(WHEN), mistakes), read_templates(steps, node.get(STEPS), mistakes))


def _read_together(steps: Steps, node: Node, mistakes: Mistakes) -> tuple[Template, ...]:
    templates = read_templates(steps, node, mistakes)
    for template in steps_in(templates):
        if template.step.waits:
            mistakes.add(template.place, f"{template.step.name} waits; 'together' takes only steps that do not")
    return templates

"""What a scenario expects of the tally: how often each outcome comes over all points of a sweep."""

from collections.abc import Mapping, Sequence

import msgspec

from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.templates import Conditions, Template, read_conditions, steps_in

TALLY = "tally: "
"""How the names of these lines begin in reports, where others have a step."""
SOME, NONE, ALL = "some", "none", "all"


class Amount(msgspec.Struct, frozen=True):
    """How often: `some`, `none`, `all`, or a number."""

    word: str

    def holds(self, found: int, total: int) -> bool:
        """Tell whether `found` of `total` is this often."""
        if self.word == SOME:
            return found > 0
        if self.word == NONE:
            return found == 0
        return found == (total if self.word == ALL else int(self.word))

    @property
    def is_exact(self) -> bool:
        """Whether it is a number, and so depends on how many runs there are."""
        return self.word not in {SOME, NONE, ALL}

    @property
    def needs_some(self) -> bool:
        """True when it can be missed by too few; what must never (`none`, 0) or always happen is missed by one."""
        return self.word == SOME or (self.word.isdigit() and int(self.word) > 0)


def parse_amount(text: str) -> Amount:
    """Read an amount; raises ValueError."""
    if text not in {SOME, NONE, ALL} and not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not an amount")
    return Amount(text)


class ExpectedOutcome(msgspec.Struct, frozen=True):
    """One line of a tally expectation with its place in the file."""

    name: str
    amount: Amount
    place: Place

    @property
    def text(self) -> str:
        """The line as a step is named in reports."""
        return f"{TALLY}{self.name}: {self.amount.word}"

    def holds(self, tally: Mapping[str, int], total: int, *, whole: bool) -> bool:
        """Judge `tally` over `total` runs; `whole` tells that these are all points of the sweep."""
        if not whole and self.amount.needs_some:
            return True
        return self.amount.holds(tally.get(self.name, 0), total)


class TallyRow(msgspec.Struct, frozen=True):
    """Expected outcomes for the cases in which the conditions hold."""

    conditions: Conditions
    outcomes: tuple[ExpectedOutcome, ...]


class TallyForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a row of `tally`."""

    outcomes: Node
    when: Node | None = None


def read_tally(node: Node | None, steps: Sequence[Template], mistakes: Mistakes) -> tuple[TallyRow, ...]:
    """Read the key `tally`; its outcomes are those that a step of `steps` names."""
    known = _outcome_names(steps)
    rows: list[TallyRow] = []
    for item in items_of(node):
        form = read_struct(TallyForm, item, mistakes, "tally")
        if form is not None:
            outcomes = _read_outcomes(form.outcomes, known, mistakes)
            rows.append(TallyRow(read_conditions(form.when, mistakes), outcomes))
    return tuple(rows)


def _read_outcomes(node: Node, known: frozenset[str], mistakes: Mistakes) -> tuple[ExpectedOutcome, ...]:
    if not isinstance(node, MapNode):
        mistakes.add(node.place, f"outcomes is {kind_of(node)}; expected outcomes and amounts, such as {{lost: none}}")
        return ()
    outcomes: list[ExpectedOutcome] = []
    for entry in node.entries:
        if entry.key.text not in known:
            hint = suggestion(entry.key.text, known)
            mistakes.add(entry.key.place, f"no 'classify' step names the outcome {entry.key.text!r}; {hint}")
        try:
            amount = parse_amount(entry.value.text if isinstance(entry.value, TextNode) else "")
            outcomes.append(ExpectedOutcome(entry.key.text, amount, entry.key.place))
        except ValueError:
            expected = "expected some, none, all or a number"
            mistakes.add(entry.value.place, f"{kind_of(entry.value)} is not an amount; {expected}")
    return tuple(outcomes)


def _outcome_names(steps: Sequence[Template]) -> frozenset[str]:
    arguments = [template.argument for template in steps_in(steps) if template.step.names_outcomes]
    mappings = [argument for argument in arguments if isinstance(argument, MapNode)]
    return frozenset(entry.key.text for mapping in mappings for entry in mapping.entries)


def items_of(node: Node | None) -> Sequence[Node]:
    """Give what stands in a list, or the one that stands where a list may."""
    if node is None:
        return ()
    return node.items if isinstance(node, ListNode) else (node,)

"""What a scenario expects of the tally: how often each outcome comes over all points of a sweep."""

from collections.abc import Mapping

import msgspec

from oceanhil.scenarios.mistakes import Place

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

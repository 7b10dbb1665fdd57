"""Finding out when something ends: first where the profile says, else by search."""

from collections.abc import Callable

from oceanhil.conformance.contract.search import largest_that_holds

YEAR_S = 365 * 24 * 3600


def end_s(holds: Callable[[int], bool], expected_s: int, longest_s: int = YEAR_S) -> int | None:
    """Give the first age in whole seconds at which `holds` does not, None if it still does at `longest_s`.

    Each call of `holds` tries it anew, at exactly this age.
    """
    if not holds(expected_s) and (expected_s == 0 or holds(expected_s - 1)):
        return expected_s
    last_s = largest_that_holds(holds, max(1, expected_s), longest_s)
    if last_s == longest_s:
        return None
    return last_s + 1 if last_s or holds(0) else 0

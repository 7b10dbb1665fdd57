"""The edge of a range by search: how far something holds, and when it ends."""

from collections.abc import Callable

from oceanhil.conformance.contract.finding import Violation


def largest_that_holds(holds: Callable[[int], bool], near: int, most: int) -> int:
    """Give the largest number up to `most` that `holds`, looking first around `near` (at least 1); 0 if not even 1.

    Whatever holds for a number must hold for every smaller one. Takes about twice as many trials as the distance from
    `near` to the limit has binary digits. Raises Violation if the limit is another one at the end of the search.
    """
    last = near

    def tried(number: int) -> bool:
        nonlocal last
        last = number
        return holds(number)

    low, high = _bracket(tried, near, most)
    while high - low > 1:
        middle = (low + high) // 2
        if tried(middle):
            low = middle
        else:
            high = middle
    _must_stand(holds, low, high, last, most)
    return low


def _must_stand(holds: Callable[[int], bool], low: int, high: int, last: int, most: int) -> None:
    """Try that side of the edge again that was tried longer ago: a search takes time, and times in it, too.

    A limit in local time moves by an hour when summer begins, and what strikes now and then hits any number: the
    middle between two answers to different questions is nobody's limit.
    """
    again = high if last == low else low
    if 0 < again <= most and holds(again) is not (again == low):
        kept, other = ("refused", "accepted") if again == high else ("accepted", "refused")
        raise Violation(
            "the same limit whenever it is tried",
            f"{again} first {kept}, then {other}: see whether it hangs on the date, as local time does, or on chance",
        )


def largest_unless_endless(holds: Callable[[int], bool], near: int, most: int) -> int:
    """As `largest_that_holds`, in two trials where there is no limit up to `most`: for what is dear to try."""
    return most if holds(near + 1) and holds(most) else largest_that_holds(holds, near, most)


def largest_in_steps(holds: Callable[[int], bool], step: int, most: int) -> int:
    """As `largest_that_holds`, in fewer trials where the limit is a multiple of `step`, as most limits are."""
    steps = largest_that_holds(lambda count: holds(count * step), 1, most // step)
    low = steps * step
    if low == most or (steps and not holds(low + 1)):
        return low
    most = min(low + step - 1, most)
    found = largest_that_holds(lambda more: holds(low + more), step // 2, most - low)
    return low + found


def _bracket(holds: Callable[[int], bool], near: int, most: int) -> tuple[int, int]:
    """Give a number that holds (or 0) and a larger one that does not (or the one behind `most`)."""
    step, at = 1, near
    if holds(near):
        while at < most and holds(min(at + step, most)):
            at, step = min(at + step, most), 2 * step
        return at, min(at + step, most + 1)
    while at - step > 0 and not holds(at - step):
        at, step = at - step, 2 * step
    return max(at - step, 0), at


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

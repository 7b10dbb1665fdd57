"""What items of one topic found alike: mostly it has one cause, and the reports for people tell it once.

Unlike `result.shared_findings`, which asks for the same words and goes over all topics, this needs few items: each of
them keeps a line with its verdict and title, so that nothing is hidden where the causes are several after all.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict

_ALIKE_FROM: Final = 3


def told_with(results: Iterable[ItemResult]) -> Mapping[str, tuple[ItemResult, ...]]:
    """Give, by the id of the first of them, those others that are told with it; in the order of `results`."""
    groups: dict[tuple[object, ...], list[ItemResult]] = {}
    for result in results:
        if (key := _key(result)) is not None:
            groups.setdefault(key, []).append(result)
    return {first.id: tuple(rest) for first, *rest in groups.values() if len(rest) + 1 >= _ALIKE_FROM}


def _key(result: ItemResult) -> tuple[object, ...] | None:
    """Give what is the same in findings that are alike; None for no finding, and for one of several things."""
    is_told = result.verdict in {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS} and result.has_one_fault
    if not is_told or result.received is None:
        return None
    # A yes instead of a no is the same whatever words of a refusal an item expected, and whatever hangs on it.
    is_other_side = result.wanted is not None and result.received.side is not result.wanted
    demand = result.wanted if is_other_side else result.expected
    return (result.topic, demand, result.received.kernel, frozenset(result.readings.items()))

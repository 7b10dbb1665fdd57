"""What a run shows of firmware besides its failures, and what to do about it: the likely cause of many of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from oceanhil.protocol.wording import plural
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import POLLS_EVERY, UNCOLLECTED, WRITTEN_BEYOND


def hints(results: Iterable[Result]) -> Iterator[str]:
    """Give all of them, a line each."""
    failed = [result for result in results if result.outcome is Outcome.FAILED]
    yield from _other_pace(failed)
    yield from _never_collected(failed)
    yield from _written_beyond(failed)


def _other_pace(failed: Sequence[Result]) -> Iterator[str]:
    """Say of firmware that polls at another interval than it is judged by how it is judged by its own."""
    for pace, cases in _most_common(failed, POLLS_EVERY):
        seconds = pace.partition(" ")[0]
        yield (
            f"polls come every {pace} in {plural(cases, 'failed case')}, which nothing says: "
            f"'poll_interval_s = {seconds}' beside its lines in oceanhil.toml or boards.toml, or under [device] "
            "in a file for --profile"
        )


def _never_collected(failed: Sequence[Result]) -> Iterator[str]:
    """Name the headers of answers that a sketch asks for and that are always empty there."""
    for header, cases in _most_common(failed, UNCOLLECTED):
        yield (
            f"header {header} is asked for in {plural(cases, 'failed case')} and always empty, whatever was answered: "
            "name it in collectHeaders() before the request is made"
        )


def _written_beyond(failed: Sequence[Result]) -> Iterator[str]:
    """Name what a sketch writes to EEPROM that is not kept there."""
    for write, cases in _most_common(failed, WRITTEN_BEYOND):
        yield (
            f"{write} are written to EEPROM in {plural(cases, 'failed case')} and not kept, and commit() does not "
            "say so: give EEPROM.begin() room for all of them"
        )


def _most_common(failed: Sequence[Result], fact: str) -> Sequence[tuple[str, int]]:
    return Counter(result.facts[fact] for result in failed if fact in result.facts).most_common(1)

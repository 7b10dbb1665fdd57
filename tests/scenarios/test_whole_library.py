"""What each scenario of the library needs beside its file, without which it proves or explains nothing."""

from collections.abc import Iterable, Iterator

from oceanhil.analysis.diagnosis.knowledge import causes, healthy
from tests.library import whole_library
from tests.mutants.every import MUTANTS


def lacks(ids: Iterable[str]) -> Iterator[str]:
    """Say of each scenario what it lacks, and where that goes."""
    caused = {scenario for cause in (*causes(), healthy()) for scenario in cause.scenarios}
    caught = {scenario for mutant in MUTANTS for scenario in mutant.caught_by}
    for each in ids:
        if each not in caused:
            yield (
                f"{each} has no cause: add it to `scenarios` of the cause that its log shows, in "
                "analysis/diagnosis/causes.toml, or of [healthy] there if nothing is wrong in it; then "
                f"pytest tests/analysis/diagnosis/test_library.py -m long -k {each} tries that"
            )
        if each not in caught:
            yield (
                f"{each} catches no mutant: name it in `caught_by` of one in tests/mutants/*_mutants.py that must turn "
                "it red, or write one; then pytest tests/mutants/test_mutants.py -k THE_MUTANT tries that"
            )


def test_every_scenario_of_the_library_has_a_cause_and_catches_a_mutant() -> None:
    missing = list(lacks([*whole_library(), *whole_library().services]))
    assert not missing, "\n".join(missing)


def test_a_scenario_that_lacks_both_is_told_of_each() -> None:
    cause, mutant = lacks(["poll-redirected-nowhere"])
    assert "has no cause" in cause
    assert "catches no mutant" in mutant
    assert "-k poll-redirected-nowhere" in cause

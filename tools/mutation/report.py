"""What is told at the end: a table, the survivors with their change, and whether the rate may be below the floor."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tools.mutation.campaign import Result, Verdict

# A sample of a hundred shows a rate within some points only. Red is what a rate at the floor gives less than once in a
# thousand samples: another commit, which tries other mutants, is not red by bad luck then.
BY_CHANCE = 0.001
_DEAD = (Verdict.KILLED, Verdict.TIMED_OUT)


def chance(killed: int, tried: int, rate: float) -> float:
    """Return how likely it is that no more than `killed` of `tried` die where the true rate is `rate`."""
    return sum(math.comb(tried, dead) * rate**dead * (1 - rate) ** (tried - dead) for dead in range(killed + 1))


def table(results: list[Result]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| package | mutants in all | tried | killed | timed out | survived | not reached | rate |"
    yield "| --- | --: | --: | --: | --: | --: | --: | --: |"
    for result in results:
        yield _row(f"`{result.sample.package}`", result.sample.population, [result])
    yield _row("all", sum(result.sample.population for result in results), results)


def _row(name: str, population: int, results: list[Result]) -> str:
    counts = [sum(result.count(verdict) for result in results) for verdict in Verdict]
    dead = sum(result.count(*_DEAD) for result in results)
    rate = f"{100 * dead / sum(counts):.1f} %" if sum(counts) else "none tried"
    return f"| {name} | {population} | {sum(counts)} | " + " | ".join(map(str, counts)) + f" | {rate} |"


def survivors(results: list[Result]) -> Iterator[str]:
    """Yield file, line, kind and change of every mutant that no test killed."""
    for result in results:
        for mutant, verdict, _ in sorted(result.verdicts, key=lambda one: (one[0].path, one[0].line)):
            if verdict not in _DEAD:
                yield f"{mutant.path}:{mutant.line} {mutant.function}: {mutant.kind}, {verdict}"
                yield f"  - {mutant.before}"
                yield f"  + {mutant.after}"


def below_floor(results: list[Result], floor: float) -> list[str]:
    """Return the packages, and `all`, whose rate is below the floor (0 to 1) beyond the chance of the sample."""
    groups = {result.sample.package: [result] for result in results} | {"all": results}
    return [name for name, group in groups.items() if _is_below(group, floor)]


def _is_below(results: list[Result], floor: float) -> bool:
    dead = sum(result.count(*_DEAD) for result in results)
    return chance(dead, sum(len(result.verdicts) for result in results), floor) < BY_CHANCE

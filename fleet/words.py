"""The figures of a run in words, for terminal, page and documentation."""

from collections.abc import Iterator

from oceanhil.fleet.tally import Recovery


def is_good(recovery: Recovery) -> bool:
    """Tell whether all came back and every token is where it belongs."""
    return recovery.all_online_s is not None and not recovery.tokens_lost and not recovery.tokens_doubled


def headline(recovery: Recovery) -> str:
    """Say in a line how it went."""
    if recovery.tokens_lost or recovery.tokens_doubled:
        return f"{recovery.tokens_lost:,} tokens were lost and {recovery.tokens_doubled:,} given to two devices"
    if recovery.all_online_s is None:
        before = f", and {recovery.missing_before:,} were not before the trouble" if recovery.missing_before else ""
        missing = f"{recovery.missing:,} of {recovery.devices:,} devices"
        return f"not all came back: {missing} are not ONLINE at the end{before}"
    return f"all {recovery.devices:,} devices were ONLINE {_seconds(recovery.all_online_s)} after the trouble's end"


def figures(recovery: Recovery) -> Iterator[tuple[str, str]]:
    """Name each figure and write it."""
    one = recovery
    yield "until all are ONLINE", _seconds_or_never(one.all_online_s)
    yield "until half of them are back", _seconds_or_never(one.median_s)
    yield "until 99 of 100 are back", _seconds_or_never(one.slowest_s)
    yield "fairness (Jain's index of these times)", f"{one.fairness:.2f}"
    yield "requests for each one answered well", "none was" if one.amplification is None else f"{one.amplification:.2f}"
    yield "most requests in a second after the trouble", f"{one.peak_per_s:,}"
    yield "requests a second before it", _rate(one.calm_per_s)
    yield "requests a second while it lasted", _rate(one.trouble_per_s)
    counts = f"{one.answered:,} / {one.refused:,} / {one.unanswered:,}"
    yield "requests answered / refused / unanswered until all were ONLINE", counts
    yield "tokens lost / doubled", f"{one.tokens_lost:,} / {one.tokens_doubled:,}"


def _seconds_or_never(seconds: float | None) -> str:
    return "never in this run" if seconds is None else _seconds(seconds)


def _seconds(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def _rate(per_s: float) -> str:
    return f"{per_s:,.0f}" if per_s >= 10 else f"{per_s:.1f}"

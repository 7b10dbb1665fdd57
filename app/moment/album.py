"""The album: one page on which one goes through any of a run's cases, as its trace was kept.

A page of its own for each case would cost the case once more, a close-up, and hold the viewer each time: of the whole
library hundreds of megabytes. In the album the viewer stands once, and traces, much of which is the same again and
again, are deflated and opened in the browser, each when it is asked for: `album.html#case=KEY`.

Law: what is opened is the trace as `encode_trace` writes it, byte for byte.
"""

import base64
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from oceanhil.scenarios.result import Result
from oceanhil.scenarios.trace import CLOSEUP_KINDS
from oceanhil.scenarios.trace_file import encode_trace, head_of

ALBUM_BYTES_MOST: Final = 40_000_000
"""A browser opens a page of that size in about a second; what comes after has no place in it."""
_LEVEL: Final = 3
"""Higher ones take twice the time, for a tenth less."""


class Source(msgspec.Struct, frozen=True):
    """The file of a scenario by its name, and its text as it was read."""

    file: str
    text: str


class PackedTrace(msgspec.Struct, frozen=True):
    """The trace of a case, which the page's address names by its `key`.

    `trace` is base64 of its zlib stream, `again` the command line that runs it again, `look` that of its close-up:
    empty if it is one.
    """

    key: str
    replay_id: str
    title: str
    outcome: str
    scenario: str
    again: str
    look: str
    trace: str


class Album(msgspec.Struct, frozen=True):
    """What the page begins with; `sources` are those of scenarios, by their ids."""

    cases: tuple[PackedTrace, ...]
    sources: Mapping[str, Source]


def build_album(
    results: Iterable[tuple[str, Result]], sources: Mapping[str, Source], replay_options: Mapping[str, str]
) -> Album:
    """Pack the traces of `results`, each with its key, as far as there is room.

    `sources` and `replay_options` are by the ids of scenarios. What has no event is left out.
    """
    cases = tuple(_while_there_is_room(_packed(results, replay_options)))
    used = {each.scenario for each in cases}
    return Album(cases, {name: source for name, source in sources.items() if name in used})


def _packed(results: Iterable[tuple[str, Result]], replay_options: Mapping[str, str]) -> Iterator[PackedTrace]:
    for key, result in results:
        if not result.events:
            continue
        trace = zlib.compress(encode_trace(head_of(result), result.events), _LEVEL)
        is_closeup = any(event.kind in CLOSEUP_KINDS for event in result.events)
        yield PackedTrace(
            key=key,
            replay_id=result.replay_id,
            title=result.title or result.scenario,
            outcome=result.outcome.value,
            scenario=result.scenario,
            again=result.again(replay_options.get(result.scenario, "")),
            look="" if is_closeup else result.look(replay_options.get(result.scenario, "")),
            trace=base64.b64encode(trace).decode(),
        )


def _while_there_is_room(traces: Iterable[PackedTrace]) -> Iterator[PackedTrace]:
    size = 0
    for each in traces:
        size += len(each.trace)
        if size > ALBUM_BYTES_MOST:
            return
        yield each

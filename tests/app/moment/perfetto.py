"""What Perfetto makes of a file in the Trace Event Format: the rules of its importer, and what breaks one.

Perfetto's own program cannot be had everywhere, so its rules are written down here from its source,
https://github.com/google/perfetto at ec5d16b (after v58.2): `importers/json/json_trace_tokenizer.cc`,
`importers/json/json_trace_parser.cc`, `importers/common/slice_tracker.cc` and `sorter/trace_sorter.h`, all below
`src/trace_processor`. In quotes is how Perfetto counts it.
"""

from collections.abc import Iterator

import msgspec

_DEEPEST = 512
_LATEST_US = (2**63 - 1) / 1000


class Shown(msgspec.Struct):
    """An event of the file; what is missing is None."""

    ph: str
    name: str = ""
    pid: int | None = None
    tid: int | None = None
    ts: float | None = None
    dur: float | None = None
    s: str = ""
    cat: str = ""
    id2: dict[str, str] = {}
    args: dict[str, msgspec.Raw] = {}


class File(msgspec.Struct, rename="camel"):
    """The file."""

    trace_events: list[Shown]
    display_time_unit: str


class Slice(msgspec.Struct):
    """What came of an event: where it stands on a track, µs, and how many are below it."""

    name: str
    track: tuple[int, int]
    ts: float
    dur: float
    depth: int


class Import:
    """A file as Perfetto imports it: slices and what it complains of."""

    def __init__(self, data: bytes) -> None:
        self.complaints: list[str] = []
        self.slices: list[Slice] = []
        self.counted: list[tuple[str, float]] = []
        self._open: dict[tuple[int, int], list[Slice]] = {}
        self._begun: dict[tuple[int | None, str, str], list[Shown]] = {}
        # A sort by time that keeps the order of equals (sorter/trace_sorter.h).
        kept = [event for event in msgspec.json.decode(data, type=File).trace_events if self._is_taken(event)]
        for event in sorted(kept, key=lambda each: each.ts or 0):
            self._parse(event)
        self.complaints += [f"never ended: {begun.name}" for each in self._begun.values() for begun in each]

    def _is_taken(self, event: Shown) -> bool:
        """The tokenizer and the sorter: what has no time or one before the beginning is left out."""
        if event.ph == "M":
            return True
        if event.ts is None:
            return self._complain(event, "json_tokenizer_failure: no ts")
        if event.ts < 0:
            return self._complain(event, "trace_sorter_negative_timestamp_dropped")
        return event.ts <= _LATEST_US or self._complain(event, "its ns do not fit 64 bits")

    def _parse(self, event: Shown) -> None:
        if event.pid is None or not 0 < event.pid < 2**32 or event.tid is None or not 0 < event.tid < 2**32:
            self._complain(event, "pid or tid is none of 32 bits above 0: both are taken for another one")
        elif event.tid == event.pid:
            self._complain(event, "a track of its own is taken for the process's main thread")
        elif not event.name:
            self._complain(event, "[No name]")
        else:
            self._of_phase(event, (event.pid, event.tid))

    def _of_phase(self, event: Shown, track: tuple[int, int]) -> None:
        match event.ph:
            case "M":
                if msgspec.json.decode(event.args["name"]) == "":
                    self._complain(event, "json_parser_failure: no name")
            case "i":
                if event.s != "t":
                    self._complain(event, "not an instant of its track")
                self._put(event, track, 0)
            case "X":
                if event.dur is None or event.dur < 0:
                    self._complain(event, "json_parser_failure: no dur, or one below 0")
                else:
                    self._put(event, track, event.dur)
            case "b" | "e":
                self._async(event)
            case "C":
                values = [msgspec.json.decode(each) for each in event.args.values()]
                if not values or any(type(each) not in {int, float} for each in values):
                    self._complain(event, "json_parser_failure: no number")
                self.counted += ((event.name, each) for each in values)
            case _:
                self._complain(event, "a phase that is not ours")

    def _put(self, event: Shown, track: tuple[int, int], dur: float) -> None:
        """Slices of a track are in each other or beside each other (`SliceTracker::MaybeCloseStack`)."""
        assert event.ts is not None
        stack = self._open.setdefault(track, [])
        while stack:
            end = stack[-1].ts + stack[-1].dur
            both_instants = dur == 0 and stack[-1].dur == 0
            if end < event.ts or (end == event.ts and not both_instants):
                stack.pop()
                continue
            if event.ts < end < event.ts + dur:
                self._complain(event, "slice_spill_overlapping_complete_event")
            break
        if len(stack) >= _DEEPEST:
            self._complain(event, "slice_max_depth_exceeded")
            return
        stack.append(Slice(event.name, track, event.ts, dur, len(stack)))
        self.slices.append(stack[-1])

    def _async(self, event: Shown) -> None:
        """An end finds its beginning by process, category, id and name (`MatchingIncompleteSliceIndex`)."""
        if "local" not in event.id2:
            self._complain(event, "no id in its process: it is shown below none")
            return
        begun = self._begun.setdefault((event.pid, event.cat, event.id2["local"]), [])
        if event.ph == "b":
            begun.append(event)
        elif begun and begun[-1].name == event.name:
            opened = begun.pop()
            assert opened.ts is not None
            assert event.ts is not None
            self.slices.append(Slice(event.name, (opened.pid or 0, 0), opened.ts, event.ts - opened.ts, 0))
        else:
            self._complain(event, "an end without its beginning")

    def _complain(self, event: Shown, why: str) -> bool:
        self.complaints.append(f"{event.ph} {event.name!r}: {why}")
        return False

    def named(self, name: str) -> Iterator[Slice]:
        """Give the slices with that name."""
        return (each for each in self.slices if each.name == name)

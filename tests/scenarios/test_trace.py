"""What is in a trace: what nobody has seen is not, and what was found in storage stands beside what was read."""

from oceanhil.scenarios.trace import Event, EventKind, Source, Trace


def test_what_is_missed_is_not_there_and_all_else_is() -> None:
    trace, heard = Trace(), list[Event]()
    trace.listen(heard.append)
    trace.add(0, Source.DEVICE, EventKind.SERIAL, "device", {"text": "before"})
    trace.miss(lambda event: event.kind is EventKind.SERIAL)
    trace.add(1, Source.DEVICE, EventKind.SERIAL, "device", {"text": "missed"})
    trace.add(2, Source.DEVICE, EventKind.BOOT, "device", {})
    assert [event.t_us for event in trace] == [event.t_us for event in heard] == [0, 2]


def test_each_event_is_asked_about_once_in_its_order() -> None:
    trace, asked = Trace(), list[int]()

    def is_missed(event: Event) -> bool:
        asked.append(event.t_us)
        return False

    trace.miss(is_missed)
    for t_us in range(3):
        trace.add(t_us, Source.DEVICE, EventKind.BOOT, "device", {})
    assert asked == [0, 1, 2]


def test_a_record_that_is_not_valid_and_is_read_as_if_it_were_says_so() -> None:
    trace = Trace()

    def happens(kind: EventKind, verdict: str, device: str = "device") -> None:
        trace.add(len(trace), Source.STORAGE, kind, device, {"verdict": verdict})

    happens(EventKind.SAVE, "valid")
    happens(EventKind.LOAD, "valid")
    happens(EventKind.SAVE, "bad checksum")
    happens(EventKind.LOAD, "bad checksum")
    happens(EventKind.LOAD, "valid", "twin")
    happens(EventKind.LOAD, "valid")
    happens(EventKind.SAVE, "valid")
    happens(EventKind.LOAD, "valid")
    assert {place: event.fields["stored"] for place, event in enumerate(trace) if "stored" in event.fields} == {
        5: "bad checksum"
    }


def test_a_place_is_the_same_in_a_closeup() -> None:
    plain, closeup = Trace(), Trace(is_closeup=True)
    for trace in (plain, closeup):
        if trace.is_closeup:
            trace.add(0, Source.STORAGE, EventKind.FLASH, "device", {})
        for t_us in range(3):
            trace.add(t_us, Source.DEVICE, EventKind.BOOT, "device", {})
    assert plain.place_of(plain.events[1]) == closeup.place_of(closeup.events[2]) == 1
    assert closeup.place_of(closeup.events[0]) is None

"""What nobody has seen is in no trace, and no listener hears of it."""

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

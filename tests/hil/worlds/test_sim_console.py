"""What a simulated board prints comes into the trace: in its own words, and in those that they mean."""

from oceanhil.hil.worlds.sim_console import SimConsole
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.scenarios.trace import Event, Trace, own_words, printed_words
from oceanhil.scenarios.world_terms import LineFault
from oceanhil.simulator.kernel import Kernel

TOKEN = "oc_perm_" + "k3Xz" * 10 + "abc"
MEANT = "[REG] HTTP Response: 200"


def console() -> tuple[SimConsole, Trace]:
    trace = Trace()
    return SimConsole("device", trace, Kernel(), lambda: {TOKEN}, SecretPieces()), trace


def heard(text: str, meant: str | None = None) -> Event:
    ear, trace = console()
    ear.hear(text, rom=False, meant=meant)
    (event,) = trace.events
    return event


def test_a_line_that_means_another_is_kept_in_both_words() -> None:
    event = heard("register -> 200", MEANT)
    assert dict(event.fields) == {"text": MEANT, "own": "register -> 200"}
    assert own_words(event) == "register -> 200"
    assert printed_words(event) == f"register -> 200  (means: {MEANT})"


def test_a_line_in_documented_words_is_kept_once() -> None:
    for event in (heard(MEANT, MEANT), heard(MEANT)):
        assert dict(event.fields) == {"text": MEANT}
        assert own_words(event) == printed_words(event) == MEANT


def test_a_secret_in_the_own_words_alone_is_a_leak() -> None:
    event = heard(f"register -> 200 {TOKEN}", MEANT)
    assert event.fields["leak"]
    assert TOKEN not in own_words(event)
    assert event.fields["text"] == MEANT


def test_over_a_bad_line_what_a_line_means_arrives_damaged() -> None:
    ear, trace = console()
    ear.break_line(LineFault(drop_ppm=0, noise_ppm=0, duplicate_ppm=1_000_000, seed=1))
    ear.hear("register -> 200", rom=False, meant=MEANT)
    assert all("own" not in event.fields for event in trace.events)

import re
import threading

import pytest

from oceanhil.hil.link.events import LineSeen, LinkEvent, NoiseSeen, SentenceSeen
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.port_errors import LineTimeoutError, LinkClosedError, ReaderEndedError
from oceanhil.hil.link.spec import PortSpec
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from tests.hil.link.peers import PtyPeer

PONG = Sentence(SentenceKind.OK, 17, ("PONG",))


def test_a_wait_ends_with_the_line(link: SerialLink, board: PtyPeer) -> None:
    waited: list[str] = []
    waiting = threading.Thread(target=lambda: waited.append(link.wait_line("ready", 10).text))
    waiting.start()
    board.send(b"boot\nready\n")
    waiting.join()
    assert waited == ["ready"]


def test_lines_that_came_before_the_wait_count_oldest_first(link: SerialLink, board: PtyPeer) -> None:
    board.send(b"a 1\na 2\n")
    assert link.wait_received(8, 10)
    assert [link.wait_line("a", 0).text for _ in range(2)] == ["a 1", "a 2"]


def test_a_match_consumes_what_stood_before_it(link: SerialLink, board: PtyPeer) -> None:
    board.send(b"early\nlate\n")
    link.wait_line("late", 10)
    with pytest.raises(LineTimeoutError):
        link.wait_line("early", 0)


def test_a_timeout_consumes_nothing(link: SerialLink, board: PtyPeer) -> None:
    board.send(b"early\n")
    with pytest.raises(LineTimeoutError):
        link.wait_line("late", 0.01)
    assert link.wait_line("early", 10).text == "early"


def test_a_timeout_shows_what_came_with_secrets_cut(link: SerialLink, board: PtyPeer) -> None:
    data = b"token oc_reg_0123456789abcdefghijklmnop\nunfin"
    board.send(data)
    assert link.wait_received(len(data), 10)
    with pytest.raises(LineTimeoutError) as caught:
        link.wait_line("ready", 0.01)
    assert str(caught.value) == (
        "no line with 'ready' within 0.01 s; the last lines were:\n  token oc_reg_01234…\n  unfin (unfinished)"
    )


def test_a_timeout_on_a_silent_line_says_what_to_look_at(link: SerialLink) -> None:
    with pytest.raises(LineTimeoutError, match="nothing came: is the board on, and the baud rate right"):
        link.wait_line(re.compile("ready"), 0)


def test_text_is_literal_and_a_pattern_is_searched(link: SerialLink, board: PtyPeer) -> None:
    board.send(b"R[E]G 401\n[REG] 401\n[REG] 403\n")
    assert link.wait_line("[REG] 4", 10).text == "[REG] 401"
    assert link.wait_line(re.compile(r"\] \d+$"), 10).text == "[REG] 403"


@pytest.mark.parametrize("text", ["", "one\ntwo"])
def test_text_that_no_line_can_hold_is_refused(link: SerialLink, text: str) -> None:
    with pytest.raises(ValueError, match="expected text that stands in one line"):
        link.wait_line(text, 0)


def test_listeners_hear_lines_and_sentences_in_order(link: SerialLink, board: PtyPeer) -> None:
    heard: list[LinkEvent] = []
    link.subscribe(heard.append)
    data = b"one\n[RE" + encode(PONG) + b"G]\n\xff\xfe\xfd\xfc\n"
    board.send(data)
    assert link.wait_received(len(data), 10)
    kinds = [type(event) for event in heard]
    assert kinds == [LineSeen, SentenceSeen, LineSeen, LineSeen, NoiseSeen]


def test_bytes_count_as_received_when_listeners_have_been_told(link: SerialLink, board: PtyPeer) -> None:
    heard: list[LinkEvent] = []
    link.subscribe(heard.append)
    for number in range(1, 200):
        board.send(b"0123456\n")
        assert link.wait_received(8 * number, 10)
        assert len(heard) == number


def test_a_wait_for_bytes_that_do_not_come_gives_false(link: SerialLink) -> None:
    assert not link.wait_received(1, 0.01)


def test_an_unsubscribed_listener_hears_nothing_more(link: SerialLink, board: PtyPeer) -> None:
    heard: list[LinkEvent] = []
    link.subscribe(heard.append)()
    board.send(b"one\n")
    link.wait_line("one", 10)
    assert heard == []


def test_a_listener_may_write(link: SerialLink, board: PtyPeer) -> None:
    link.subscribe(lambda _: link.write(b"pong"))
    board.send(b"ping\n")
    assert board.receive(4) == b"pong"


def test_an_unfinished_line_is_passed_on_when_asked(link: SerialLink, board: PtyPeer) -> None:
    board.send(b"[EEPROM] Sav")
    assert link.wait_received(12, 10)
    link.flush_partial()
    assert link.wait_line("[EEPROM]", 0).raw == b"[EEPROM] Sav"


def test_discarded_input_is_gone_wherever_it_was(link: SerialLink, board: PtyPeer) -> None:
    board.send(b"old\nunfin")
    assert link.wait_received(9, 10)
    link.discard_input()
    board.send(b"new\n")
    assert link.wait_line("n", 10).text == "new"


def test_arrival_times_do_not_run_backwards(link: SerialLink, board: PtyPeer) -> None:
    board.send(b"one\n")
    first = link.wait_line("one", 10)
    board.send(b"two\n")
    assert link.wait_line("two", 10).t_ns >= first.t_ns > 0


def test_closing_ends_a_wait(board: PtyPeer) -> None:
    failures: list[LinkClosedError] = []
    link = SerialLink(PortSpec(url=board.url))

    def wait() -> None:
        try:
            link.wait_line("never", 60)
        except LinkClosedError as error:
            failures.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    link.close()
    waiting.join()
    assert len(failures) == 1


def test_a_closed_link_refuses_to_write_and_closes_again(board: PtyPeer) -> None:
    link = SerialLink(PortSpec(url=board.url))
    link.close()
    link.close()
    with pytest.raises(LinkClosedError, match="closed"):
        link.write(b"x")


def test_a_listener_that_raises_ends_the_reader_and_waits_say_so(
    link: SerialLink, board: PtyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def stumble(_: LinkEvent) -> None:
        raise KeyError

    link.subscribe(stumble)
    board.send(b"one\n")
    with pytest.raises(ReaderEndedError, match="a listener raised"):
        link.wait_line("two", 10)
    link.close()


def test_a_flood_nobody_reads_forgets_its_oldest_lines(
    link: SerialLink, board: PtyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.link.inbox.LINES_MAX", 10)
    board.send(b"".join(b"%02d\n" % number for number in range(20)))
    assert link.wait_received(60, 10)
    assert link.wait_line(re.compile("."), 0).text == "10"

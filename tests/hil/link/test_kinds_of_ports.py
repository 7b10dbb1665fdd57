import pytest

from oceanhil.hil.link.events import LineSeen
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.spec import PortSpec
from tests.hil.link.peers import Peer, Rfc2217Peer


def test_a_line_arrives_whole(peer_link: SerialLink, peer: Peer) -> None:
    peer_link.write(b"hello\n")
    assert peer.receive(6) == b"hello\n"
    peer.send(b"[REG] ok\r\n")
    assert peer_link.wait_line("[REG]", 10).text == "[REG] ok"


def test_a_line_that_comes_byte_by_byte_arrives_whole(peer_link: SerialLink, peer: Peer) -> None:
    peer_link.write(b"x")
    peer.receive(1)
    for byte in "[REG] ✓ ok\r\n".encode():
        peer.send(bytes([byte]))
    assert peer_link.wait_line("ok", 10).text == "[REG] ✓ ok"


def test_every_byte_value_passes_both_ways(peer_link: SerialLink, peer: Peer) -> None:
    everything = bytes(range(256)) * 3 + b"\n"
    peer_link.write(everything)
    assert peer.receive(len(everything)) == everything
    seen: list[bytes] = []
    peer_link.subscribe(lambda event: seen.append(event.line.raw) if isinstance(event, LineSeen) else None)
    peer.send(everything)
    assert peer_link.wait_received(len(everything), 10)
    assert b"".join(seen) == everything


@pytest.mark.slow
def test_no_byte_of_a_long_stream_is_lost(peer_link: SerialLink, peer: Peer) -> None:
    peer_link.write(b"x")
    peer.receive(1)
    stream = b"".join(b"line %d of the stream\r\n" % number for number in range(4_000))
    peer.send(stream)
    assert peer_link.wait_received(len(stream), 60)
    assert peer_link.wait_line("line 3999 of", 10).text == "line 3999 of the stream"


def test_a_link_to_itself_works() -> None:
    with SerialLink(PortSpec(url="loop://")) as link:
        link.write(b"echo\r\n")
        assert link.wait_line("echo", 10).raw == b"echo\r\n"


@pytest.mark.slow
def test_the_speed_and_the_modem_lines_reach_a_remote_port() -> None:
    peer = Rfc2217Peer()
    with SerialLink(PortSpec(url=peer.url, baud=74_880)) as link:
        assert (peer.wire.baudrate, peer.wire.levels) == (74_880, [("dtr", True), ("rts", True)])
        link.set_baud(921_600)
        assert (peer.wire.baudrate, link.baud) == (921_600, 921_600)
    peer.close()


@pytest.mark.slow
def test_a_remote_board_is_reset_by_both_lines_at_each_step() -> None:
    peer = Rfc2217Peer()
    with SerialLink(PortSpec(url=peer.url, lines=ModemPolicy.CLASSIC)) as link:
        opened = len(peer.wire.levels)
        link.enter_download()
        assert peer.wire.levels[opened:] == [
            *(("dtr", False), ("rts", True)),
            *(("dtr", True), ("rts", False)),
            *(("dtr", False), ("rts", False)),
        ]
    peer.close()

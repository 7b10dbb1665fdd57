"""DTR and RTS on a board with the two transistors."""

from oceanhil.hil.vboard.download_mode import AutoResetCircuit, LineEffect


def lines(*pairs: tuple[bool, bool]) -> tuple[list[LineEffect], AutoResetCircuit]:
    circuit = AutoResetCircuit()
    return [circuit.set_lines(dtr=dtr, rts=rts) for dtr, rts in pairs], circuit


D, R, BOTH, NONE = (True, False), (False, True), (True, True), (False, False)


def test_opening_a_port_with_both_lines_asserted_does_not_reset() -> None:
    effects, _ = lines(D, BOTH)
    assert effects == [LineEffect.NOTHING, LineEffect.NOTHING]


def test_rts_alone_holds_the_chip_and_its_end_starts_the_firmware() -> None:
    effects, circuit = lines(R, NONE)
    assert effects == [LineEffect.HOLD, LineEffect.RELEASE]
    assert not circuit.gpio0_low


def test_the_tools_sequence_over_both_lines_releases_the_chip_with_gpio0_low() -> None:
    effects, circuit = lines(NONE, R, BOTH, D)
    assert effects[1:] == [LineEffect.HOLD, LineEffect.RELEASE_SOON, LineEffect.RELEASE]
    assert circuit.gpio0_low


def test_the_tight_sequence_does_the_same() -> None:
    effects, circuit = lines(NONE, BOTH, R, D)
    assert effects[2:] == [LineEffect.HOLD, LineEffect.RELEASE]
    assert circuit.gpio0_low


def test_both_lines_asserted_for_long_let_the_chip_go_with_gpio0_high() -> None:
    effects, circuit = lines(R, BOTH)
    assert effects[-1] is LineEffect.RELEASE_SOON
    assert circuit.release() is LineEffect.RELEASE
    assert not circuit.gpio0_low


def test_dtr_alone_pulls_gpio0_without_a_reset() -> None:
    effects, circuit = lines(D, NONE)
    assert effects == [LineEffect.NOTHING, LineEffect.NOTHING]
    assert not circuit.en_low

from oceanhil.simulator.board.resets import ResetReason


def test_the_causes_of_a_reset_are_named_as_traces_write_them() -> None:
    names = ["power-on", "pin", "software", "watchdog", "brownout", "deep-sleep"]
    assert [reason.value for reason in ResetReason] == names

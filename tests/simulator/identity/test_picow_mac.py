from oceanhil.simulator.identity.picow import chip_id


def test_the_chip_id_is_the_flash_chips_number_in_16_digits() -> None:
    assert chip_id(bytes.fromhex("0061410403 1a2b3c")) == "00614104031A2B3C"

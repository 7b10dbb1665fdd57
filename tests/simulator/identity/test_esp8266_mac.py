from oceanhil.simulator.identity.esp8266 import read


def test_a_chip_that_chooses_its_vendor_has_no_prefix_of_its_own() -> None:
    words = (0x18000000, 0x1146A, 0, 0)
    assert read(words) == bytes.fromhex("acd074146a18")


def test_a_blank_chip_has_no_mac() -> None:
    assert read((0, 0, 0, 0)) == bytes(6)

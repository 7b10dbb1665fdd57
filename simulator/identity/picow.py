"""The Pico W's MAC, which belongs to the CYW43439 and not to the RP2040.

The radio gives its MAC only once it was started: before, `cyw43_state.mac` is all zero. Station and access point share
it (arduino-pico, `cyw43_wifi_get_mac`). A chip whose OTP is blank answers with the placeholder of its NVRAM file, or
the SDK makes a local address from the board's unique ID (`cyw43_hal_generate_laa_mac`).
"""


def burn(mac: bytes) -> tuple[int, int]:
    """Give two words that hold the six octets as the OTP does, first octet first."""
    return (int.from_bytes(mac[0:4], "big"), int.from_bytes(mac[4:6], "big") << 16)


def read(words: tuple[int, ...]) -> bytes:
    """Read the MAC; nothing checks it."""
    return words[0].to_bytes(4, "big") + (words[1] >> 16).to_bytes(2, "big")

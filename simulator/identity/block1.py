"""The MAC of ESP32-S3, ESP32-C3 and later: the first words of eFuse block 1, with no checksum.

RD_MAC_SPI_SYS_0 holds octets 2-5 big-endian, the low half of RD_MAC_SPI_SYS_1 octets 0-1 (ESP32-C3 and ESP32-S3
Technical Reference Manuals, "eFuse Controller"). The reading of block 1 is all that tells a damage.
"""


def burn(mac: bytes) -> tuple[int, int]:
    """Give the two words that hold the six octets `mac`."""
    return (int.from_bytes(mac[2:6], "big"), int.from_bytes(mac[0:2], "big"))


def read(words: tuple[int, ...]) -> bytes:
    """Read the MAC; nothing checks it."""
    return (words[1] & 0xFFFF).to_bytes(2, "big") + words[0].to_bytes(4, "big")

"""The checksum beside a MAC in ESP32 fuses."""

_POLYNOMIAL = 0x8C


def _shifted_out(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = tuple(_shifted_out(byte) for byte in range(256))


def crc8(data: bytes) -> int:
    """CRC-8 over `data`: reflected polynomial 0x8C, initial value 0 (Dallas/Maxim), as ESP32 fuses use it."""
    crc = 0
    for byte in data:
        crc = _TABLE[crc ^ byte]
    return crc

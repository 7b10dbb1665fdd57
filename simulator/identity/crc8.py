"""The checksum beside a MAC in ESP32 fuses."""


def crc8(data: bytes) -> int:
    """CRC-8 over `data`: reflected polynomial 0x8C, initial value 0 (Dallas/Maxim), as ESP32 fuses use it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc

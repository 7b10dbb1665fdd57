"""By what a bench sees that a sector has changed, without reading it."""

import hashlib

DIGEST_BYTES = 8


def sector_digest(data: bytes | bytearray) -> bytes:
    """Give the first eight bytes of the SHA-256 (FIPS 180-4) of a sector's bytes.

    No CRC-32 would do: records end in a CRC-32 of their own, and bytes followed by their CRC-32 all have the same one.
    """
    return hashlib.sha256(data).digest()[:DIGEST_BYTES]

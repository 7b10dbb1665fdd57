"""What the server keeps of a token: its SHA-256 digest (FIPS 180-4).

Tokens are drawn from at least as many random bits as anyone could try, so a fast hash without salt is enough.
"""

import hashlib


def seed_after(seed: int, starts: int) -> int:
    """Give the seed of a server that was started `starts` times before on the same data: `seed` itself the first time.

    The same seed and number give the same tokens again; other numbers share nothing.
    """
    return seed if starts == 0 else int.from_bytes(hashlib.sha256(f"{seed} {starts}".encode()).digest())


def digest_of(token: str) -> bytes:
    """Give the 32 bytes by which a token is found; any text has some, also one with undecodable bytes in it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()

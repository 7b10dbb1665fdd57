"""Damage done to requests: to their line, headers, framing, JSON and bytes, one to three kinds at a time."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace

from tests.abuse.grammar import Corpus, Json, Sent

Damage = Callable[[Sent, random.Random], Sent]

TEXTS = (
    "",
    " ",
    "\x00",
    "\r\n",
    "\n\n",
    "a" * 9_000,
    "é",
    "\ud800",
    "%00",
    "%2e%2e%2f" * 5,
    "../../etc/passwd",
    "${jndi:ldap://x}",
    "' OR 1=1 --",
    "<script>",
    "oc_perm_",
    "oc_reg_" + "A" * 43,
    "\uff10\uff11",
    "\x1b[2J",
    "null",
    "*",
    "-1",
)
NUMBERS: tuple[Json, ...] = (0, -1, 2**31, 2**63, 2**64, -(2**63), 10**300, 1e308, -0.0, 1e-320, 429.5, True, None)
METHODS = ("", "get", "GET ", "BREW", "CONNECT", "TRACE", "OPTIONS", "HEAD", "PATCH", "PRI", "G\x00T", "P" * 300, "GÉT")
VERSIONS = ("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/11", "http/1.1", "", "HTTP/1.1 x", "ICY/1.0")
LENGTHS = ("0", "-1", "+5", "5", "999999999999", "1e3", "0x10", " 7", "7, 7", "7;8", "", "NaN", "65537", "\uff11")
FRAMES = ("chunked", "gzip, chunked", "chunked, identity", "CHUNKED", "xchunked", "chunked chunked", "\x0bchunked")
CHUNKS = (
    b"zz\r\nabc\r\n0\r\n\r\n",
    b"-1\r\n\r\n",
    b"5\r\nab",
    b"ffffffffffffffff\r\n",
    b"3\r\nabc0\r\n\r\n",
    b"1;" + b"x" * 9_000 + b"\r\na\r\n0\r\n\r\n",
    b"0\r\nX: " + b"y" * 9_000 + b"\r\n\r\n",
    b"2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
)
RAW_BODIES = (
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"NaN",
    b'{"token": NaN}',
    b"\xff\xfe{}",
    b'{"a": "\xed\xa0\x80"}',
    b'{"token": "\\ud800"}',
    b'{"token":1,"token":"x"}',
    b"[" * 5_000,
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b'{"temperature": 1e999}',
    b'{"temperature": ' + b"9" * 5_000 + b"}",
    b"\x1f\x8b\x08\x00",
    b"x" * 70_000,
)
STRANGERS = (
    b"",
    b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(40),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"EHLO localhost\r\n",
    b"\x00" * 200,
    b"GET /\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 500 + b"\r\n",
    b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://user:pass@h:99999/a HTTP/1.1\r\n\r\n",
    b"GET //[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
)


def malformed(corpus: Corpus, rng: random.Random) -> bytes:
    """Give one damaged request; half of them are still HTTP, and get to whoever reads their meaning."""
    if rng.random() < 0.04:
        return rng.choice(STRANGERS)
    is_deep = rng.random() < 0.5
    request = rng.choice(corpus.requests)
    for _ in range(rng.randint(1, 3)):
        request = rng.choice(DEEP if is_deep else FRAMING)(request, rng)
    data = request.render()
    return data if is_deep or rng.random() < 0.7 else damaged_bytes(data, rng)


def damaged_bytes(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(changed) + 1)
        match rng.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                changed[at:at] = rng.randbytes(rng.randint(1, 8))
            case 2:
                del changed[at : at + rng.randint(1, 16)]
            case _:
                changed[at:at] = changed[: rng.randint(1, 64)]
    return bytes(changed[: rng.randrange(len(changed) + 1)] if rng.random() < 0.2 else changed)


def other_method(request: Sent, rng: random.Random) -> Sent:
    return replace(request, method=rng.choice(METHODS))


def other_version(request: Sent, rng: random.Random) -> Sent:
    return replace(request, version=rng.choice(VERSIONS))


def other_target(request: Sent, rng: random.Random) -> Sent:
    at = rng.randrange(len(request.target) + 1)
    absolute = f"{rng.choice(('http', 'ftp', 'HTTP', ''))}://{rng.choice(('localhost', 'evil.example', '[', ''))}"
    inserted = request.target[:at] + rng.choice(TEXTS) + request.target[at:]
    return replace(request, target=rng.choice((inserted, absolute + request.target, rng.choice(TEXTS))))


def other_query(request: Sent, rng: random.Random) -> Sent:
    name = rng.choice(("token", "since", "last", "limit", "after", "device", ""))
    return replace(request, target=f"{request.target}{rng.choice('?&#;')}{name}={rng.choice(TEXTS)}")


def without_header(request: Sent, rng: random.Random) -> Sent:
    gone = rng.randrange(len(request.headers))
    left = tuple(header for number, header in enumerate(request.headers) if number != gone)
    return replace(request, headers=left or (("Host", "localhost"),))


def repeated_header(request: Sent, rng: random.Random) -> Sent:
    return request.with_headers(*[rng.choice(request.headers)] * rng.choice((1, 2, 150)))


def other_header(request: Sent, rng: random.Random) -> Sent:
    name, value = rng.choice(request.headers)
    at = rng.randrange(len(value) + 1)
    changed = rng.choice(((name, value[:at] + rng.choice(TEXTS) + value[at:]), (name + rng.choice(TEXTS), value)))
    return request.with_headers(changed)


def strange_header(request: Sent, rng: random.Random) -> Sent:
    names = ("Origin", "Expect", "Connection", "Upgrade", "Cookie", "Authorization", "Content-Encoding", "Content-Type")
    values = (
        "gzip",
        "deflate",
        "br",
        "100-continue",
        "close, keep-alive",
        "h2c",
        "websocket",
        "Bearer x",
        "text/plain",
    )
    return request.with_headers((rng.choice(names), rng.choice((*values, *TEXTS))))


def strange_time(request: Sent, rng: random.Random) -> Sent:
    return request.with_headers(
        ("X-Device-Time", rng.choice(("NaN", "inf", "1e400", "-1", "9" * 400, "1_0", "\u0663")))
    )


def other_length(request: Sent, rng: random.Random) -> Sent:
    return request.with_headers(*[("Content-Length", rng.choice(LENGTHS)) for _ in range(rng.randint(1, 2))])


def other_frame(request: Sent, rng: random.Random) -> Sent:
    framed = request.with_headers(("Transfer-Encoding", rng.choice(FRAMES)))
    return replace(framed, body=rng.choice(CHUNKS))


def other_lines(request: Sent, rng: random.Random) -> Sent:
    return replace(
        request, line_end=rng.choice(("\n", "\r", "\r\n ", "\r\r\n")), separator=rng.choice((":", " : ", ""))
    )


def other_body(request: Sent, rng: random.Random) -> Sent:
    return replace(request, body=rng.choice(RAW_BODIES))


def other_json(request: Sent, rng: random.Random) -> Sent:
    if isinstance(request.body, bytes):
        return replace(request, body={"token": rng.choice(NUMBERS)})
    return replace(request, body=changed_json(request.body, rng))


def changed_json(tree: Json, rng: random.Random) -> Json:
    """Change one place of a tree."""
    if isinstance(tree, dict) and tree and rng.random() < 0.9:
        name = rng.choice(list(tree))
        rest = {other: value for other, value in tree.items() if other != name}
        match rng.randrange(4):
            case 0:
                return rest
            case 1:
                return {**rest, name + rng.choice(TEXTS): tree[name]}
            case _:
                return {**rest, name: changed_json(tree[name], rng)}
    values: tuple[Json, ...] = (*TEXTS, *NUMBERS, [], {}, [tree], {"x": tree}, json.dumps(tree))
    return rng.choice(values)


DEEP: tuple[Damage, ...] = (
    other_method,
    other_query,
    without_header,
    strange_header,
    strange_time,
    other_body,
    other_json,
    other_json,
    other_json,
)
FRAMING: tuple[Damage, ...] = (
    *DEEP,
    other_version,
    other_target,
    repeated_header,
    other_header,
    other_length,
    other_frame,
    other_lines,
)

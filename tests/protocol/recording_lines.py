"""Lines of a recorded conversation, as a file has them."""

import json

from oceanhil.protocol.recording import FORMAT

HEAD = json.dumps({"format": FORMAT, "version": 1, "upstream": "http://x", "started": 1.0}).encode() + b"\n"


def exchange_at(time: str) -> bytes:
    """A line of a recording, of that time."""
    asked = b'"asked":{"method":"GET","path":"/","query":""},"request":{"headers":[],"body":null,"size":0}'
    rest = b'"status":null,"response":null,"error":"","faults":[],"sent_status":null}\n'
    return b'{"seq":1,"time":%s,"duration":0,"peer":"",%s,%s' % (time.encode(), asked, rest)

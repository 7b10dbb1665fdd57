"""Asks a server some times over one connection of a device, as Locust's processes do, and prints what came of it."""

import gevent.monkey

gevent.monkey.patch_all()

import json  # noqa: E402 - after the sockets are gevent's
import sys  # noqa: E402

from oceanhil.fleet.load.connection import Connection, destination  # noqa: E402
from oceanhil.protocol.http import HttpRequest, HttpResponse  # noqa: E402


def main(url: str, ca_file: str, times: int, timeout_s: float) -> None:
    connection = Connection(destination(url, ca_file, {"x-gateway-key": "k"}))
    came = []
    for number in range(times):
        request = HttpRequest("POST", f"/{number}", {"x-device-token": "t"}, b"{}")
        outcome = connection.exchange(request, timeout_s)
        came.append(f"{outcome.status} {outcome.body.decode()}" if isinstance(outcome, HttpResponse) else outcome.words)
    json.dump({"came": came, "opened": connection.opened, "resumed": connection.resumed}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))

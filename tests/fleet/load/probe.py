"""Asks a server some times over one connection of a device, as Locust's processes do, and prints what came of it.

Where the server ends a connection after so many answers, the next request comes when that end has arrived: before, it
would be lost or not as it happens.
"""

import gevent.monkey

gevent.monkey.patch_all()

import json
import select
import sys

from oceanhil.fleet.load.connection import Connection, destination
from oceanhil.protocol.http import HttpRequest, HttpResponse


def main(url: str, ca_file: str, times: int, timeout_s: float, answers: int) -> None:
    connection = Connection(destination(url, ca_file, {"x-gateway-key": "k"}))
    came = []
    for number in range(times):
        request = HttpRequest("POST", f"/{number}", {"x-device-token": "t"}, b"{}")
        outcome = connection.exchange(request, timeout_s)
        came.append(f"{outcome.status} {outcome.body.decode()}" if isinstance(outcome, HttpResponse) else outcome.words)
        if answers and (number + 1) % answers == 0 and connection._socket is not None:
            select.select([connection._socket], [], [], 10)
    json.dump({"came": came, "opened": connection.opened, "resumed": connection.resumed}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))

"""Faults as a client's socket feels them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.app.conftest import Served

STATE = "/api/device/state/"


def test_a_dropped_request_ends_the_connection_without_a_byte(served: Served) -> None:
    served.fault("drop_request")
    assert served.connect().ask("GET", STATE).rest() == b""
    assert served.ask("GET", STATE).status == 401


def test_a_dropped_answer_ends_the_connection_without_a_byte(served: Served) -> None:
    headers = served.online()
    served.fault("drop_response")
    served.clock.now_us += 20_000_000
    assert served.connect().ask("GET", STATE, b"", *headers).rest() == b""
    devices = served.admin("GET", "/devices")["devices"]
    assert isinstance(devices, list)
    assert devices[0]["status"] == "ONLINE"


def test_a_reset_is_a_tcp_reset(served: Served) -> None:
    served.fault("reset")
    with pytest.raises(ConnectionResetError):
        served.connect().ask("GET", STATE).rest()


def test_a_cut_answer_announces_more_than_it_sends(served: Served) -> None:
    served.fault("truncate", bytes=5)
    head, _, body = served.connect().ask("GET", STATE).rest().partition(b"\r\n\r\n")
    assert len(body) == 5
    assert b"Content-Length: 64" in head


def test_a_cut_answer_to_head_is_a_head(served: Served) -> None:
    served.fault("truncate")
    assert served.connect().ask("HEAD", STATE).rest().endswith(b"\r\n\r\n")


def test_a_corrupt_answer_keeps_the_connection(served: Served) -> None:
    served.fault("corrupt")
    client = served.connect()
    corrupt, good = (client.ask("GET", STATE).answer() for _ in range(2))
    assert corrupt.body != good.body
    assert len(corrupt.body) == len(good.body)


def test_a_status_comes_with_its_retry_after(served: Served) -> None:
    served.fault("status", status=503, retry_after=9)
    answer = served.ask("GET", STATE)
    assert (answer.status, answer.headers["retry-after"], answer.json["code"]) == (503, "9", "maintenance")


@pytest.mark.parametrize("status", [204, 304, 299, 599])
def test_any_status_can_be_injected(served: Served, status: int) -> None:
    served.fault("status", status=status)
    client = served.connect()
    assert client.ask("GET", STATE).answer().status == status
    assert client.ask("GET", STATE).answer().status == 401


def test_a_slow_answer_is_whole_in_the_end(served: Served) -> None:
    served.fault("slow", bytes_per_second=2_000)
    assert served.ask("GET", STATE).json["error"] == "Invalid token"


def test_a_delayed_answer_holds_up_nobody_else(served: Served) -> None:
    served.fault("delay", seconds=0.2)
    delayed = served.connect().ask("GET", STATE)
    order = []
    waiting = threading.Thread(target=lambda: order.append(delayed.answer().status))
    waiting.start()
    order.append(served.ask("GET", "/elsewhere").status)
    waiting.join()
    assert order == [404, 401]


@pytest.mark.parametrize(("kind", "values"), [("delay", {"seconds": 3600}), ("slow", {"bytes_per_second": 0.01})])
def test_a_stop_does_not_wait_for_disturbed_answers(served: Served, kind: str, values: dict[str, float]) -> None:
    served.fault(kind, 1, **values)
    client = served.connect().ask("GET", STATE)
    served.ask("GET", STATE)
    served.server.stop()
    assert not client.rest().endswith(b"}")


def test_faults_leave_the_admin_side_and_the_page_alone(served: Served) -> None:
    served.admin("POST", "/faults", {"fault": {"kind": "reset"}})
    assert served.ask("GET", "/").status == 200
    assert served.ask("GET", "/_admin/health").status == 200

"""Results as a session makes them, without running anything."""

from collections.abc import Callable, Mapping

import pytest

from oceanhil.app.report.head import ReportHead
from oceanhil.scenarios.result import Failure, Outcome, Result
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source

BOARDS = ("esp32", "esp8266", "picow")
SCENARIOS = (
    ("token-expired", "Registration token older than 24 hours", "tokens"),
    ("token-reused", "Registration token used a second time", "tokens"),
    ("token-truncated-by-legacy-record", "A 51-character token in a 32-byte field", "tokens"),
    ("eeprom-corrupted", "Permanent token corrupted in EEPROM", "storage"),
    ("eeprom-power-loss", "Power lost at every unit of flash work while the token is saved", "storage"),
    ("wifi-5ghz-only", "The network has no 2.4 GHz band", "network"),
    ("registration-reply-lost", "The server registered the device, the device never heard", "network"),
    ("clock-skew", "Device time differs from server time by more than 5 minutes", "time"),
    ("a-day-online", "Twenty-four hours of polls", "lifecycle"),
)
ONE_WAY_US = 20_000


class Script:
    """Writes events one after the other; `after` lets time pass first."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.t_us = 0

    def after(self, seconds: float) -> "Script":
        self.t_us += int(seconds * 1_000_000)
        return self

    def add(self, source: Source, kind: EventKind, fields: Mapping[str, Scalar], device: str = "device") -> "Script":
        self.events.append(Event(self.t_us, source, kind, device, fields))
        return self

    def say(self, text: str, device: str = "device") -> "Script":
        return self.add(Source.DEVICE, EventKind.SERIAL, {"text": text}, device)

    def step(self, lever: str, *, remedy: bool = False) -> "Script":
        return self.add(Source.HARNESS, EventKind.STEP, {"index": 0, "lever": lever, "line": 7, "remedy": remedy}, "")

    def power(self, state: str, device: str = "device") -> "Script":
        return self.add(Source.HARNESS, EventKind.POWER, {"state": state}, device)

    def request(self, method: str, name: str, status: int, device: str = "device", **fields: Scalar) -> "Script":
        path = f"/api/device/{name}/"
        return self.add(
            Source.SERVER, EventKind.REQUEST, {"method": method, "path": path, "status": status, **fields}, device
        )


def boot(script: Script, number: int = 1, device: str = "device") -> Script:
    script.power("on", device).after(0.3)
    script.add(Source.DEVICE, EventKind.BOOT, {"number": number, "reason": "power-on", "driver": "idf-5.5.1"}, device)
    script.add(Source.STORAGE, EventKind.LOAD, {"verdict": "empty"}, device)
    script.after(0.02).say("[SYSTEM] Device ID: ESP32_246F28AABBCC", device).say("[EEPROM] Empty", device)
    script.after(1.8).say("[WiFi] Connecting... Connected!", device).say("[WiFi] IP Address: 192.168.1.100", device)
    return script.after(0.4).say("[REG] Registering device...", device)


def online(script: Script) -> Script:
    script.after(0.1).request("POST", "register", 200, granted="oc_perm_kJ3f")
    script.after(0.02).say("[REG] HTTP Response: 200").say("[REG] ✓ Registration successful!")
    script.after(0.05).add(Source.STORAGE, EventKind.SAVE, {"units": 2105, "verdict": "valid"})
    script.say("[EEPROM] Token saved").after(0.06).request("POST", "session", 200)
    script.after(0.02).say("[SESSION] Got session ID: a1b2c3d4").say("[INFO] Device ONLINE")
    return (
        script.after(0.03).request("GET", "state", 200).add(Source.SERVER, EventKind.STATUS, {"status": "online"}, "")
    )


def expired_trace() -> tuple[Event, ...]:
    script = boot(Script().step("time.advance").step("device.power_on"))
    script.after(0.06).request("POST", "register", 401, code="token_expired", token="oc_reg_Xk2J9")
    script.after(0.02).say("[REG] HTTP Response: 401").say("[REG] Token already used or expired")
    script.say("[SYSTEM] Next attempt in 600 s").step("expect.serial")
    script.step("server.regenerate_token", remedy=True).step("device.flash", remedy=True).power("off")
    return tuple(online(boot(script.after(1), 2)).events)


def lost_reply_trace() -> tuple[Event, ...]:
    script = boot(Script().step("server.fault").step("device.power_on"))
    script.after(0.06).request("POST", "register", 0, fault="drop_response", token="oc_reg_Xk2J9")
    script.after(10).say("[REG] HTTP Response: -11").say("[SYSTEM] Next attempt in 2 s").after(2)
    script.say("[REG] Registering device...").after(0.06).request("POST", "register", 0, fault="drop_request")
    script.after(1).say("[REG] HTTP Response: -1").after(4).request("POST", "register", 410, code="token_used")
    return tuple(
        script.say("[REG] HTTP Response: 410")
        .add(Source.HARNESS, EventKind.NETWORK, {"change": "block server"}, "")
        .events
    )


def day_trace() -> tuple[Event, ...]:
    script = online(boot(Script()))
    for number in range(1, 17_281):
        script.after(5).request("GET", "state", 200)
        if number % 12 == 0:
            script.request("POST", "state", 200)
        if number % 720 == 0:
            script.say("[SESSION] Expired, renewing").request("POST", "session", 200)
            script.after(0.02).say("[SESSION] Got session ID: a1b2c3d4")
    return tuple(script.events)


def twins_trace() -> tuple[Event, ...]:
    script = online(boot(Script().step("device.power_on")))
    boot(script.step("device.power_on"), device="twin")
    script.after(0.06).request("POST", "register", 410, device="twin", code="token_used")
    return tuple(
        script.say("[REG] HTTP Response: 410", "twin")
        .power("cut", "twin")
        .after(30)
        .say("[POLL] HTTP Response: 200")
        .events
    )


def make_result(
    scenario: str = "token-expired",
    board: str = "esp32",
    outcome: Outcome = Outcome.PASSED,
    *,
    events: tuple[Event, ...] = (),
    remedy: Outcome = Outcome.PASSED,
    failure: Failure | None = None,
    parameters: Mapping[str, str] = {},
    tally: Mapping[str, int] = {},
    reason: str = "",
) -> Result:
    title, group = next(((title, group) for name, title, group in SCENARIOS if name == scenario), ("A title", "other"))
    pairs = ",".join(f"{name}={value}" for name, value in parameters.items())
    return Result(
        scenario=scenario,
        title=title,
        group=group,
        board=board,
        world="sim",
        seed=0,
        parameters=parameters,
        replay_id=f"{scenario}@{board}" + (f"#{pairs}" if pairs else ""),
        outcome=outcome,
        remedy=remedy,
        reason=reason,
        failure=failure,
        simulated_us=events[-1].t_us if events else 0,
        wall_ms=1.4,
        tally=tally,
        events=events,
    )


FAILURE = Failure(
    step="expect.serial: [REG] Token already used or expired",
    file="scenarios/library/token-expired.yaml",
    line=12,
    column=5,
    expected="the line '[REG] Token already used or expired' within 60 s",
    found="'[REG] Registration failed: Invalid token' and 3 more lines, last '[SYSTEM] Next attempt in 600 s'",
    in_remedy=False,
)


def a_session() -> list[Result]:
    """A session with a bit of everything: passes, sweeps, matrices, a broken invariant, errors, skips."""
    results = []
    for board in BOARDS:
        results.append(make_result("token-expired", board, events=expired_trace()))
        results += [
            make_result("token-reused", board, events=twins_trace(), parameters={"used_token_status": status})
            for status in ("410", "401")
        ]
        results.append(make_result("eeprom-corrupted", board, events=expired_trace(), parameters={"fault": "checksum"}))
        results.append(
            make_result(
                "eeprom-power-loss",
                board,
                events=expired_trace(),
                tally={"kept": 412, "updated": 1650, "lost": 43, "corrupt": 0},
                parameters={"store": "reference"},
            )
        )
        results += [
            make_result("clock-skew", board, events=expired_trace(), parameters={"skew": f"{skew} s"})
            for skew in (-600, -301, -300, 0, 300, 301, 600)
        ]
        results.append(make_result("registration-reply-lost", board, events=lost_reply_trace()))
        results.append(make_result("a-day-online", board, events=day_trace(), remedy=Outcome.NONE))
        results.append(
            make_result(
                "wifi-5ghz-only",
                board,
                Outcome.SKIPPED,
                remedy=Outcome.NONE,
                reason="this world cannot do radio, power-cut",
            )
        )
    results[0] = make_result(
        "token-expired", "esp32", Outcome.FAILED, events=expired_trace(), failure=FAILURE, remedy=Outcome.NONE
    )
    in_remedy = Failure(
        step="expect.online",
        file="scenarios/library/clock-skew.yaml",
        line=31,
        column=7,
        expected="the device online within 60 s",
        found="status pending",
        in_remedy=True,
    )
    results[6] = make_result(
        "clock-skew",
        "esp32",
        Outcome.FAILED,
        events=lost_reply_trace(),
        failure=in_remedy,
        remedy=Outcome.FAILED,
        parameters={"skew": "-301 s"},
    )
    results.append(
        make_result(
            "token-truncated-by-legacy-record",
            "esp8266",
            Outcome.ERROR,
            remedy=Outcome.NONE,
            reason="the server closed the connection",
        )
    )
    return results


def a_head() -> ReportHead:
    return ReportHead(
        world="sim",
        seed=0,
        profile="oceanremote",
        started="2026-04-22 12:01:02 UTC",
        wall_s=6.24,
        versions={"oceanhil": "0.1.0", "Python": "3.11.9"},
        sources={"token-expired": "Token Invalid or Expired, cause 1"},
        remedies={"token-expired": "Generate new firmware in the dashboard and flash it within 24 hours."},
    )


@pytest.fixture(scope="session")
def session() -> list[Result]:
    return a_session()


@pytest.fixture
def head() -> ReportHead:
    return a_head()


@pytest.fixture
def result_of() -> Callable[..., Result]:
    return make_result

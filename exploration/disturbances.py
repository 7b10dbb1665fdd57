"""The table of disturbances: what can happen to a device in a life. A new one is a new entry."""

from typing import Final

from oceanhil.exploration.disturbance import Disturbance, Kind
from oceanhil.exploration.draws import Seconds, Share, Shift, Span, Told, Units, Whole, Words
from oceanhil.protocol.faults import AnswerChange, FaultKind, Malformation
from oceanhil.protocol.units import HOUR_US, MINUTE_US, MS_US, SECOND_US

_S, _M, _H = SECOND_US, MINUTE_US, HOUR_US
_OUTAGE: Final = Span(_S, 30 * _M)
_LONG_OUTAGE: Final = Span(_S, 6 * _H)
_MOMENT: Final = Span(100 * MS_US, 10 * _M)
_LATER: Final = Span(100 * MS_US, 2 * _H)
_POLLED: Final = Span(6 * _S, 10 * _M)
"""Long enough for the device to be told of a relay."""
_TOLD_MOST_S: Final = 30 * 3600
"""Beyond a day, which is as long as a server is believed, and beyond what 16 bits hold of seconds."""
_SEED: Final = Whole(0, 99)
_PATH: Final = Words("state", "session", "register")
_TIMES: Final = Whole(1, 5)
_SIMPLEST_LOSSES: Final = (
    FaultKind.DROP_RESPONSE,
    FaultKind.DROP_REQUEST,
    FaultKind.RESET,
    FaultKind.RESET_AFTER_HEAD,
    FaultKind.HALF_OPEN,
    FaultKind.CORRUPT,
    FaultKind.TRUNCATE,
)
_NO_FAULTS: Final = "server.clear_faults: ${called}"


def _losses() -> tuple[FaultKind, ...]:
    """Give the kinds that need no numbers and do more than make an answer late; others have entries of their own.

    Lives are made simpler in this order, and seeds draw by it: what is declared later stands behind the rest.
    """
    declared = (each for each in FaultKind if each.is_of_requests and not each.arrival.is_late)
    plain = (each for each in declared if not any(parameter.is_needed for parameter in each.parameters))
    return tuple(dict.fromkeys((*_SIMPLEST_LOSSES, *plain)))


_LOSSES: Final = _losses()


def _fault(what: str) -> tuple[str, ...]:
    """Give the step that lets this go wrong some times in requests of one path, under the disturbance's own name."""
    return (f'server.fault: {{name: "${{called}}", {what}, path: "${{path}}", times: "${{times}}"}}',)


DISTURBANCES: Final[tuple[Disturbance, ...]] = (
    Disturbance(
        name="power-cut",
        kind=Kind.POWER,
        about="relays are switched, and power is lost in the middle of the save, which may be left torn",
        draws={
            "units": Units(0, 180),
            "torn": Words("prefix", "prefix", "prefix", "random-bits", "erase-torn", "marginal-bits"),
            "seed": _SEED,
            "one": Words("on", "off"),
            "two": Words("on", "off"),
        },
        begin=(
            'storage.cut_power: {after: "${units}", torn: "${torn}", seed: "${seed}"}',
            'server.set_relay: {relay: 1, state: "${one}"}',
            'server.set_relay: {relay: 2, state: "${two}"}',
        ),
        end=("device.power_off", "device.power_on"),
        lasts=_POLLED,
        weight=10,
    ),
    Disturbance(
        name="power-away",
        kind=Kind.POWER,
        about="power is away for a while",
        begin=("device.power_off",),
        end=("device.power_on",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="reset",
        kind=Kind.POWER,
        about="the device starts again, by its button, itself, a watchdog or a brownout",
        draws={"kind": Words("pin", "software", "watchdog", "brownout")},
        begin=("device.reset: ${kind}",),
        weight=2,
    ),
    Disturbance(
        name="deep-sleep",
        kind=Kind.POWER,
        about="the device sleeps deeply, and its own timer wakes it",
        draws={"for": Span(_S, 10 * _M)},
        begin=("device.deep_sleep: ${for}",),
        end=("device.power_off", "device.power_on"),
        lasts=Span(_M, 20 * _M),
    ),
    Disturbance(
        name="save-refused",
        kind=Kind.STORAGE,
        about="the storage driver refuses some saves",
        draws={"times": Whole(1, 4), "after": Words("0", "0", "0", "1", "2", "3")},
        begin=('storage.refuse: {what: save, times: "${times}", after: "${after}"}',),
        end=("storage.refuse: {what: save, times: 0}",),
        lasts=_OUTAGE,
        weight=2,
    ),
    Disturbance(
        name="record-damaged",
        kind=Kind.STORAGE,
        about="the token record is damaged",
        draws={
            "fault": Words("checksum", "magic", "length", "token-byte", "all-ff", "all-00", "random"),
            "seed": _SEED,
        },
        begin=('storage.damage: {fault: "${fault}", seed: "${seed}"}', "device.reset"),
    ),
    Disturbance(
        name="record-cleared",
        kind=Kind.STORAGE,
        about="the EEPROM is cleared with the guide's sketch",
        begin=("storage.clear", "device.reset"),
    ),
    Disturbance(
        name="server-status",
        kind=Kind.SERVER,
        about="the server answers with a status of its own",
        draws={
            "status": Words("503", "500", "502", "429", "408", "404", "403", "401", "401", "401", "400", "302", "204"),
            "path": _PATH,
            "times": _TIMES,
        },
        begin=_fault('kind: status, status: "${status}"'),
        end=(_NO_FAULTS,),
        lasts=_LONG_OUTAGE,
        weight=2,
    ),
    Disturbance(
        name="server-wait",
        kind=Kind.SERVER,
        about="the server asks to be asked later",
        draws={"code": Words("503", "429"), "path": _PATH, "by": Told(_TOLD_MOST_S), "times": _TIMES},
        begin=_fault('kind: status, status: "${code}", retry_after: "${by}"'),
        end=(_NO_FAULTS,),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="answer-lost",
        kind=Kind.SERVER,
        about="requests, or the answers to them, are lost on their way",
        draws={
            "kind": Words(*(each.value for each in _LOSSES)),
            "path": _PATH,
            "times": _TIMES,
        },
        begin=_fault('kind: "${kind}"'),
        end=(_NO_FAULTS,),
        lasts=_OUTAGE,
        weight=2,
    ),
    Disturbance(
        name="answer-late",
        kind=Kind.SERVER,
        about="answers are late",
        draws={"by": Seconds(1, 30), "path": _PATH, "times": _TIMES},
        begin=_fault('kind: delay, delay: "${by}"'),
        end=(_NO_FAULTS,),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="answer-strange",
        kind=Kind.SERVER,
        about="answers are strange or wrong",
        draws={"change": Words(*(each.value for each in AnswerChange)), "path": _PATH, "times": _TIMES},
        begin=_fault('kind: answer, change: "${change}"'),
        end=(_NO_FAULTS,),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="answer-malformed",
        kind=Kind.SERVER,
        about="answers are not HTTP as it should be",
        draws={"how": Words(*(each.value for each in Malformation)), "path": _PATH, "times": _TIMES},
        begin=_fault('kind: malformed, how: "${how}"'),
        end=(_NO_FAULTS,),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="answer-drawn",
        kind=Kind.SERVER,
        about="answers that nobody thought of",
        draws={"draw": Whole(1, 100_000), "of": Words("state", "session", "register")},
        begin=('server.fuzz_answer: {name: "${called}", draw: "${draw}", of: "${of}"}',),
        end=(_NO_FAULTS,),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="maintenance",
        kind=Kind.SERVER,
        about="the server is in maintenance",
        begin=("server.settings: {maintenance: true}",),
        end=("server.settings: {maintenance: false}",),
        lasts=_LONG_OUTAGE,
    ),
    Disturbance(
        name="rate-limit",
        kind=Kind.SERVER,
        about="the server limits how often an address may ask and register",
        begin=("server.settings: {rate_limit_enabled: true}",),
        end=("server.settings: {rate_limit_enabled: false}",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="session-lifetime",
        kind=Kind.SERVER,
        about="sessions live for another time than an hour",
        draws={"seconds": Words("7200", "1200", "600", "300", "240", "180", "120")},
        begin=('server.settings: {session_ttl_s: "${seconds}"}',),
        end=("server.settings: {session_ttl_s: 3600}",),
        lasts=_LONG_OUTAGE,
    ),
    Disturbance(
        name="server-restart",
        kind=Kind.SERVER,
        about="the server starts again, and has forgotten all sessions",
        begin=("server.restart",),
        weight=2,
    ),
    Disturbance(
        name="relay",
        kind=Kind.DASHBOARD,
        about="a relay is switched",
        draws={"relay": Words("1", "2"), "state": Words("on", "off")},
        begin=('server.set_relay: {relay: "${relay}", state: "${state}"}',),
        weight=2,
    ),
    Disturbance(
        name="relay-to-and-fro",
        kind=Kind.DASHBOARD,
        about="a relay is switched on, and off again soon",
        draws={"relay": Words("1", "2"), "for": Span(_S, 2 * _M)},
        begin=(
            'server.set_relay: {relay: "${relay}", state: on}',
            "time.run: ${for}",
            'server.set_relay: {relay: "${relay}", state: off}',
        ),
    ),
    Disturbance(
        name="token-regenerated",
        kind=Kind.DASHBOARD,
        about="the token is generated anew, and after a while its firmware is flashed",
        draws={"later": _MOMENT},
        begin=("server.regenerate_token", "time.run: ${later}", "device.flash"),
    ),
    Disturbance(
        name="token-revoked",
        kind=Kind.DASHBOARD,
        about="the token is revoked, and after a while replaced by a new one",
        draws={"later": _LATER},
        begin=("server.revoke_token", "time.run: ${later}", "server.regenerate_token", "device.flash"),
    ),
    Disturbance(
        name="device-deleted",
        kind=Kind.DASHBOARD,
        about="the device is deleted, and after a while added again",
        draws={"later": _MOMENT},
        begin=("server.delete_device", "time.run: ${later}", "server.generate", "device.flash"),
    ),
    Disturbance(
        name="flashed-again",
        kind=Kind.DASHBOARD,
        about="the same firmware is flashed once more",
        begin=("device.flash: same",),
    ),
    Disturbance(
        name="network-away",
        kind=Kind.NETWORK,
        about="the access point is away",
        begin=("radio.access_point: Neighbour",),
        end=("radio.access_point",),
        lasts=_LONG_OUTAGE,
        weight=2,
    ),
    Disturbance(
        name="server-away",
        kind=Kind.NETWORK,
        about="the server cannot be reached",
        begin=("radio.block: server",),
        end=("radio.unblock: server",),
        lasts=_LONG_OUTAGE,
    ),
    Disturbance(
        name="time-server-away",
        kind=Kind.NETWORK,
        about="the time server cannot be reached",
        begin=("radio.block: time-server",),
        end=("radio.unblock: time-server",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="path-broken",
        kind=Kind.NETWORK,
        about="the path to the server is broken below HTTP",
        draws={"fault": Words("dns-lies", "ipv6-only")},
        begin=("radio.break_path: ${fault}",),
        end=("radio.mend_path",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="network-slow",
        kind=Kind.NETWORK,
        about="messages take their time",
        draws={"one_way": Span(20 * MS_US, 300 * MS_US)},
        begin=("radio.latency: ${one_way}",),
        end=("radio.latency: 20ms",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="network-lossy",
        kind=Kind.NETWORK,
        about="a share of all exchanges is lost",
        draws={"share": Share(10, 900)},
        begin=("radio.loss: ${share}",),
        end=("radio.loss: 0%",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="server-clock",
        kind=Kind.CLOCK,
        about="the clocks of server and time server jump",
        draws={"by": Shift(2 * 86_400)},
        begin=("time.advance: ${by}",),
    ),
    Disturbance(
        name="device-clock",
        kind=Kind.CLOCK,
        about="the device's clock is set wrong",
        draws={"by": Shift(7200)},
        begin=("clock.set_skew: ${by}",),
    ),
    Disturbance(
        name="clock-and-session",
        kind=Kind.CLOCK,
        about="the device's clock is set wrong, and its session is lost",
        draws={"by": Shift(7200)},
        begin=("clock.set_skew: ${by}", "server.restart"),
    ),
    Disturbance(
        name="boot-clock",
        kind=Kind.CLOCK,
        about="the device's clock is wrong after each start",
        draws={"by": Shift(900)},
        begin=("clock.boot_skew: ${by}",),
        end=("clock.boot_skew: none",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="drift",
        kind=Kind.CLOCK,
        about="the device's clock runs slow",
        draws={"ppm": Whole(-50_000, 0)},
        begin=("clock.drift: ${ppm}",),
        end=("clock.drift: 0",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="uptime",
        kind=Kind.CLOCK,
        about="the device has been up for nearly as long as its millisecond counter counts",
        draws={"to": Words("49d 17h 2m", "24d 20h 31m", "49d 16h 50m", "49d 16h 58m")},
        # A counter that jumps while the program runs goes back for it, or leaves out what it would have done meanwhile.
        begin=("device.power_off", "device.power_on", "clock.uptime: ${to}"),
    ),
    Disturbance(
        name="serial-noise",
        kind=Kind.LINE,
        about="the serial line loses and changes bytes",
        draws={"noise": Share(1, 50), "drop": Share(0, 50), "seed": _SEED},
        begin=('serial.disturb: {noise: "${noise}", drop: "${drop}", seed: "${seed}"}',),
        end=("serial.mend",),
        lasts=_OUTAGE,
    ),
    Disturbance(
        name="twin",
        kind=Kind.TWIN,
        about="a second device has the same firmware, token and all",
        begin=("device.flash_token_of: {on: twin, device: device}", "device.power_on: {on: twin}"),
        end=("device.power_off: {on: twin}",),
        lasts=_LONG_OUTAGE,
    ),
)

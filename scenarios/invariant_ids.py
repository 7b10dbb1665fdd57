"""The invariants by number: what must hold in every run of every world, by what that is judged, what it is about.

Tables and pages are made of this declaration; who judges is `oceanhil.scenarios.invariants.Invariant`.
"""

from enum import Enum
from typing import Self


class Area(Enum):
    """What in a device's life something that is wrong can be about."""

    IDENTITY = "identity"
    WIFI = "wifi"
    REGISTRATION = "registration"
    SESSION = "session"
    POLL = "poll"
    REPORT = "report"
    RELAY = "relay"
    RETRY = "retry"
    REFUSAL = "refusal"
    CLOCK = "clock"
    PARSING = "parsing"
    STORAGE = "storage"
    FLASH_WORK = "flash-work"
    SECRET = "secret"  # noqa: S105 - a word of the list
    MEMORY = "memory"
    SILENCE = "silence"
    CONSOLE = "console"


class InvariantId(Enum):
    """One invariant: its number, what must hold, what is looked at and with which limits, and what a breach is about.

    `judged` is Markdown, for the table of docs/scenario-language.md.
    """

    title: str
    judged: str
    areas: frozenset[Area]
    _value_: str

    def __new__(cls, number: str, title: str = "", judged: str = "", *areas: Area) -> Self:
        """Declare one."""
        member = object.__new__(cls)
        member._value_, member.title, member.judged, member.areas = number, title, judged, frozenset(areas)
        return member

    I1 = (
        "I1",
        "no whole secret on serial, in logs, journals or reports",
        (
            "lines that the world had to cut; every secret issued, in every text of the trace, and in the lines of a "
            "device as if they were one; six characters of a secret of which one may not be shown; fifteen characters "
            "of it backwards, in hexadecimal, base64 or percent encoding; the Wi-Fi password; a secret in a request "
            "where it does not belong; a token that a sketch gives to a machine that only pretends to be the server, "
            "over TLS whose certificate the sketch did not check"
        ),
        Area.SECRET,
    )
    I2 = (
        "I2",
        "no session token in flash, and no registration token once it was consumed",
        (
            "the flash that firmware stores in, when power goes and at the end (neither its image nor files that were "
            "uploaded with it); of a secret also any 23 characters after the part that may be shown"
        ),
        Area.SECRET,
    )
    I3 = (
        "I3",
        "a registration token is consumed at most once",
        "accepted registrations by token",
        Area.REGISTRATION,
    )
    I4 = (
        "I4",
        "online only with a live session",
        (
            "the dashboard's status against sessions opened, aged and ended; the ONLINE line against sessions of that "
            "boot (for a sketch also a session that its RAM has kept, once a poll with it was answered)"
        ),
        Area.SESSION,
        Area.POLL,
    )
    I5 = (
        "I5",
        "a permanent token works only from its own MAC",
        "accepted requests against the MAC it was granted to",
        Area.IDENTITY,
    )
    I6 = (
        "I6",
        "after a power cut storage reads as the old value, the new value or detected corruption",
        (
            "the token of the record when it is next read, and at the session after a save: a device that goes on with "
            "a token that its record has cut works only until the next power loss"
        ),
        Area.STORAGE,
    )
    I7 = (
        "I7",
        "a device never stops without a line that says why",
        (
            "90 s without line or request, or until 40 s after the end of a wait that the device announced, whatever "
            "it said meanwhile; a halt without a reason (a trouble that may pass by itself, such as a network that is "
            "away or a save that failed, is no reason)"
        ),
        Area.SILENCE,
    )
    I8 = (
        "I8",
        "no retry storm after 401, 403, 410 or 429",
        "the same path and token within 30 s after 401, 403 or 410, or before Retry-After (else 60 s) after 429",
        Area.RETRY,
        Area.REFUSAL,
    )
    I9 = (
        "I9",
        "a device does not crash",
        (
            "a panic text on the console, or a watchdog or brownout reset of a running program; not what "
            "`expect.panic` expects, and not a reset that the scenario asked for"
        ),
        Area.MEMORY,
        Area.SILENCE,
    )
    I10 = (
        "I10",
        "waits grow over failures of any kind, and are kept as they were announced",
        (
            "the time that any four failures in a row of one kind take, against a third of the profile's doubling "
            "(kinds: no answer, 5xx, no session in a 200, a network that is not joined, a poll whose session is over, "
            "from the second without an accepted one between); an announced wait longer than five times "
            "`retry_max_s` or five intervals of polls, and a quarter more, after such a failure; an announced wait "
            "shorter than that third after the fourth network in a row that was not joined; an attempt before its "
            "announced time; a request sooner than a 503 with `Retry-After` said; an attempt of documented firmware to "
            "join a network that was not announced"
        ),
        Area.RETRY,
        Area.WIFI,
    )
    I11 = (
        "I11",
        "flash is written when there is something to save, lasts ten years, and reads back what is said to be saved",
        (
            "sectors erased and bytes programmed since the last start, token granted, relay moved or save that failed, "
            "against [what the family needs](storage.md#what-a-save-costs) for one; any flash work a day later; a "
            "sector erased 28 times in any 24 hours (it bears 100,000); what reads back when `[EEPROM] Token saved` is "
            "said, and in the reference layout under which device ID"
        ),
        Area.FLASH_WORK,
        Area.STORAGE,
    )
    I12 = (
        "I12",
        "relays are as the dashboard wants them, and as the device reports them",
        (
            "the board's relays 5 s after the poll that told it, and after a start, as far as it could be saved; each "
            "report against the relays; nothing is judged while the device's line is disturbed"
        ),
        Area.RELAY,
        Area.REPORT,
    )
    I13 = (
        "I13",
        "a device that is online polls and reports at the pace of the documentation",
        (
            "accepted polls (5 s by tutorial 26) and reports in a row that nothing disturbed: seven polls within less "
            "than 24 s; no poll for 11 s, or twice the longest wait after one that failed and told no wait; no report "
            "for 6 min (for firmware that only the pages bind: once it has told three times what a sensor shows); no "
            "first poll within a minute after a session, unless the last poll was refused; over deep sleeps, behind a "
            "failure, an hour of polls that are answered and three times as far apart as before it"
        ),
        Area.POLL,
        Area.REPORT,
    )
    I14 = (
        "I14",
        "a session is used as long as the server said",
        ("a new session within half of `expires_in` with no reason; a session used again that was refused as expired"),
        Area.SESSION,
    )
    I15 = (
        "I15",
        "a device asks for another token only when its own was refused, and rests when nothing helps",
        (
            "a registration by a device whose token works; more than 20 refusals in an hour; a rest longer than five "
            "times `retry_max_s` or five intervals of polls, and a quarter more, after a session that had been good is "
            "over, or after the answer that gave a token"
        ),
        Area.REFUSAL,
        Area.REGISTRATION,
    )
    I16 = (
        "I16",
        "a device asks for the time before it is refused for it, now and then again, and not all the time",
        (
            "questions to the time server, where a world sees them: the first comes before a `clock_skew`; at most "
            "four (six for somebody else's firmware) come in three times `sntp_timeout_s`; online, another one comes "
            "within five `sntp_interval_s`"
        ),
        Area.CLOCK,
    )
    I17 = (
        "I17",
        "a request is made as it is documented",
        (
            "refusals of form (400, 404, 405, 413, 415) that no fault made, with what the server says of a 400; a GET "
            "with a body; a session that the device was never given; an ID that does not belong to the family and to "
            "the MAC which it names (small letters are no fault of foreign firmware; our own may derive it in a "
            "[known way](identity-and-clock.md))"
        ),
        Area.REGISTRATION,
        Area.SESSION,
        Area.POLL,
        Area.REPORT,
    )
    I18 = (
        "I18",
        "what a device allocates it gives back, and its heap is not broken up",
        (
            "in world `sketch`, free heap at accepted polls of one boot: eight stretches of polls in a row, each with "
            "less free than the one before, for 18 hours or until half is gone; the largest free block at half of its "
            "size while twice that is free; 40 bytes lost for each poll, after forty or more in a row that failed; 40 "
            "bytes lost for each minute, after two hours or more without a poll; less than a quarter left of what was "
            "free at the first request, and no good answer for two minutes. The message names who allocated what was "
            "not given back"
        ),
        Area.MEMORY,
    )
    I19 = (
        "I19",
        "a device that is online lets others have their turn as often as its network needs one",
        (
            "in world `sketch` on ESP8266, whose network is served between the turns of a program: 1 s without "
            "`yield`, `delay` or the end of `loop`; the message names the place"
        ),
        Area.MEMORY,
        Area.SILENCE,
    )

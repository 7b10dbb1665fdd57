"""I11: what a device may do to its flash, which bears 100,000 erases of a sector (W25Q32JV, GD25Q32).

What is done is held against the last reason for it. How much work that is, `flash_reasons` says for each family.
"""

from collections import deque
from typing import ClassVar, Final

import msgspec

from oceanhil.protocol.error_reason import REFUSAL_STATUSES
from oceanhil.protocol.lines import NO_ANSWER, Line
from oceanhil.protocol.record import RecordVerdict, TokenRecord
from oceanhil.protocol.units import DAY_US, HOUR_US, SECOND_US
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.acts import ActKind, Sought
from oceanhil.scenarios.devices.invariants.flash_reasons import Reasons, reasons_of, reasons_of_others
from oceanhil.scenarios.devices.invariants.tokens import fingerprint
from oceanhil.scenarios.devices.steps.storage import Clear, Refuse, WearOut
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.devices.under_way import UnderWay
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.step import FLASH_TOUCHES
from oceanhil.scenarios.storage_event import record_verdict
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import NO_WEAR, Capability, FlashWear, World, is_held_to_pages

_UNTOLD: Final[tuple[bool, ...]] = ()
# The trace does not show what a fault made of an answer.
_UNREAD: Final = (False,)
_SAVED: Final = Line.EEPROM_SAVED.template
_FAILED: Final = Line.EEPROM_SAVE_FAILED.template
_NAMED: Final = Line.DEVICE_ID.pattern
_TOLD: Final = (_SAVED, _FAILED, "[WiFi]", Line.DEVICE_ID.beginning)
_CYCLES: Final = 100_000
_YEARS: Final = 10
_DAYS_A_YEAR: Final = 365
_ERASES_A_DAY: Final = _CYCLES // (_YEARS * _DAYS_A_YEAR)
_TRIALS_A_DAY: Final = 288
"""One in five minutes: so often foreign firmware may try to save what its driver refuses."""
_IN_VAIN: Final = frozenset({Refuse.name, WearOut.name})
_YEAR_US: Final = _DAYS_A_YEAR * DAY_US
_LOOK_US: Final = HOUR_US
_STORED: Final = frozenset({ActKind.STORED})
_AFTER_CUT: Final = "a start after a cut"
_AT_ONCE_US: Final = SECOND_US // 2


class _Account(msgspec.Struct):
    """What a device had reason for last, and what it has done since `since`."""

    reasons: Reasons
    opened: FlashWear
    opened_us: int
    since: FlashWear
    looked_us: int
    day: deque[tuple[int, int]]
    """When somebody looked, and how often the most worn sector had been erased by then; of the last day."""
    allowed: FlashWear = NO_WEAR
    reason: str = "nothing"
    reason_us: int = 0
    is_cut: bool = True
    is_torn: bool = False
    """Power was cut, and nothing has been saved since."""
    told: tuple[bool, ...] = _UNTOLD
    is_saving: bool = False
    """It was told something, and has not said since that it saved it."""
    is_owed: bool = False
    """It said that a save failed, and has saved nothing since."""
    granted: str = ""
    device_id: str = ""
    """What it said in this boot that it is called."""
    is_founded: bool = False
    """What the first value costs that is ever stored is paid."""
    is_emptied: bool = False
    """All that it had stored was taken away: what was done before has founded nothing that is left."""
    is_founding_cut: bool = False
    """Power went before something was seen to have been stored: that may have to be paid once more."""
    is_kept: bool = False
    """Something that it stored was seen to have been stored."""

    def allow(self, work: FlashWear, reason: str, at_us: int) -> None:
        """Give it a reason for so much work, in place of the last one."""
        self.allowed, self.reason, self.reason_us = work, reason, at_us

    def allow_save(self, reason: str, at_us: int) -> None:
        """Give it a reason for a save, which mends what the start after a cut has left."""
        is_mending = self.is_torn and self.reason == _AFTER_CUT
        self.allow(self.reasons.after_cut(self.allowed) if is_mending else self.reasons.save, reason, at_us)
        self.is_torn = False


class FlashIsSpared(Invariant[World]):
    """I11: each start, each token granted and each relay moved gives reason for so much flash work, nothing else does.

    A reason holds until the next one, and for a day at most: whoever was told nothing new for a day does no flash work.
    A save that is said to have failed gives reason for one more attempt, whenever that comes. Of foreign firmware
    nobody knows how large its record is: a save may take three erased blocks, and one more after a power cut, whose
    traces a file system removes with what it writes next; until then each start may mend; a refusal lets it forget a
    token. Nor
    does it say in known words that a save failed, and on worn flash a file system tries one block after the other:
    where saves are refused or in vain, only how often a day is judged, and may be once in five minutes. In any other
    24 hours no sector is erased more often than lets it last for ten years, whatever the reasons.
    `[EEPROM] Token saved` is said of a record that reads back, with the token that was granted last and, where the
    layout has room for it, the device ID (protocol, "What the device keeps"); where cells read otherwise each time,
    nobody can say so.
    """

    id: ClassVar[InvariantId] = InvariantId.I11
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {
            EventKind.BOOT,
            EventKind.POWER,
            EventKind.REQUEST,
            EventKind.SERIAL,
            EventKind.STEP,
            EventKind.LOAD,
            EventKind.LINE,
            EventKind.DASHBOARD,
        }
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._can_count = Capability.FLASH_WEAR in world.capabilities
        self._accounts: dict[str, _Account] = {}
        # How many events there were, and when it was, as all accounts were looked at last.
        self._looked = 0, -1
        self._bench_works = False
        self._is_emptied = self._tries_untold = False
        self._unheard = Unheard()
        self._under_way = UnderWay()
        self._state_path = world.profile.wire.state_path
        # Whose record can be read keeps it as documented, whoever prints its lines.
        self._is_foreign = is_held_to_pages(world)

    @classmethod
    def hears(cls, text: str) -> bool:
        """Lines of saving, of a missing answer, of a device's name, and of one without network for hours."""
        return NO_ANSWER in text or text.startswith(_TOLD)

    def take(self, event: Event) -> None:
        """Note reasons for work."""
        if not self._can_count:
            return
        self._unheard.take(event)
        if event.kind is EventKind.STEP:
            # Mostly the step before it has just been judged.
            if self._bench_works or self._looked != (len(self.world.trace) - 1, self.world.now_us):
                self.look()
            name = step_name(event)
            self._bench_works = bool(touched_by(name) & FLASH_TOUCHES)
            self._is_emptied = self._is_foreign and name == Clear.name
            self._tries_untold = self._tries_untold or (self._is_foreign and name in _IN_VAIN)
            return
        if not event.device:
            return
        account = self._settled(event)
        match event.kind:
            case EventKind.BOOT:
                self._under_way.take(event)
                self._note_start(account, event)
            case EventKind.LOAD if record_verdict(event) is not RecordVerdict.VALID:
                account.allow(account.reasons.mending, "storage that does not read", event.t_us)
            case EventKind.LOAD:
                account.is_kept = True
            case EventKind.POWER:
                is_cut = power_state(event) is PowerState.CUT
                account.is_cut, account.is_torn = account.is_cut or is_cut, account.is_torn or is_cut
                # It may have fallen into the founding. What it left is looked at when the next start begins.
                account.is_founding_cut = account.is_founding_cut or (
                    power_state(event) is not PowerState.ON and not account.is_kept
                )
            case EventKind.DASHBOARD if account.told == _UNREAD:
                account.told = _UNTOLD
            case EventKind.SERIAL:
                self._hear(account, event.device, str(event.fields["text"]).rstrip())
            case _:
                pass

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Note reasons for work."""
        if not self._can_count or not event.device:
            return
        account = self._settled(event)
        # What is said to a poll of the boot before reaches nobody, and is no reason, nor told.
        if event not in self._under_way:
            self._note_request(account, event, request)

    def _settled(self, event: Event) -> _Account:
        account = self._account(event)
        if event.t_us - account.looked_us >= _LOOK_US:
            self._settle(event.device, account)
        return account

    def look(self) -> None:
        """Compare with what was done."""
        if self._can_count:
            for name, account in self._accounts.items():
                self._settle(name, account)
        self._bench_works = False
        self._looked = len(self.world.trace), self.world.now_us

    end = look

    def _account(self, event: Event) -> _Account:
        name = event.device
        found = self._accounts.get(name)
        if found is None:
            device = self.world.device(name)
            wear = device.flash_wear()
            eeprom_bytes = self.world.profile.device.eeprom_bytes
            board = device.board
            reasons = reasons_of_others(board) if self._is_foreign else reasons_of(board, eeprom_bytes)
            day = deque([(event.t_us, wear.most_erases)])
            found = self._accounts[name] = _Account(reasons, wear, event.t_us, wear, event.t_us, day)
            found.is_founded = bool(wear.programmed_bytes)
        return found

    def _note_start(self, account: _Account, event: Event) -> None:
        self._settle(event.device, account)
        if account.is_founding_cut:
            account.is_founded = account.is_founding_cut = False
        # A start that a reset ended at once, before it could mend anything, leaves that to the next.
        is_unmended = account.reason == _AFTER_CUT and event.t_us - account.reason_us < _AT_ONCE_US
        if account.is_cut or is_unmended:
            account.allow(account.reasons.mending, _AFTER_CUT, event.t_us)
        elif self._is_foreign and account.is_torn:
            # Cells on the verge let a file system be mounted once and not again, and it is made anew then.
            account.allow(account.reasons.mending, "a start behind a cut since which nothing was saved", event.t_us)
        elif self._is_foreign and not account.since.programmed_bytes:
            account.allow(account.reasons.mending, "a start with nothing stored", event.t_us)
        else:
            account.allow(account.reasons.start, "a start", event.t_us)
        account.is_cut = account.is_owed = False
        account.device_id = ""
        if account.is_saving:
            # What it was told is not saved yet, and will be told again.
            account.told = _UNTOLD

    def _note_request(self, account: _Account, event: Event, request: TracedRequest) -> None:
        if granted := fingerprint(request.granted):
            self._settle(event.device, account)
            account.granted, account.is_saving = granted, True
            account.allow_save("a token", event.t_us)
        elif self._is_foreign and request.status in REFUSAL_STATUSES:
            # It may forget its token, and a token is forgotten in flash.
            self._settle(event.device, account)
            account.allow(account.reasons.save, "a refusal", event.t_us)
        if request.path != self._state_path or request.method != "GET" or not request.is_ok:
            return
        told = request.relays or _UNREAD
        if told != account.told or event.device in self._unheard:
            self._settle(event.device, account)
            account.told, account.is_saving = told, True
            account.allow_save("a switched relay", event.t_us)

    def _hear(self, account: _Account, name: str, text: str) -> None:
        if text == _SAVED:
            account.is_saving = account.is_owed = False
            account.is_kept = True
            self._read_back(account, name)
        elif text == _FAILED:
            self._settle(name, account)
            account.is_owed = True
            account.allow(account.reasons.save, "a save that failed", self.world.now_us)
        elif NO_ANSWER in text and account.is_saving:
            # What it was told may have been lost, and will be told again.
            account.told = _UNTOLD
        elif name not in self._unheard and (found := _NAMED.fullmatch(text)):
            account.device_id = found["device_id"]

    def _settle(self, name: str, account: _Account) -> None:
        now, now_us = self.world.device(name).flash_wear(), self.world.now_us
        account.looked_us = now_us
        if self._bench_works:
            # What the bench did is no work of the device, and what it left may need mending.
            account.since, account.is_cut, account.told = now, True, _UNTOLD
            account.allow(account.reasons.mending, "what the bench did", now_us)
            account.day = deque([(now_us, now.most_erases)])
            account.opened, account.opened_us = now, now_us
            account.is_emptied = account.is_emptied or self._is_emptied
            if self._is_emptied:
                account.is_founded = False
            elif not account.is_emptied:
                account.is_founded = account.is_founded or bool(now.programmed_bytes)
            account.is_founding_cut = False
            return
        if now == account.since:
            self._judge_day(name, account, now.most_erases, now_us)
            self._end_reason(account, now_us)
            return
        done = now.since(account.since)
        if done.programmed_bytes and not account.is_founded and account.reasons.lets_found(account.allowed):
            account.allowed, account.is_founded = account.reasons.founded(account.allowed), True
        account.since = now
        self._judge_day(name, account, now.most_erases, now_us)
        if not self._tries_untold and account.reasons.is_more(done, account.allowed):
            self._accuse(name, account, done, now)
        account.allowed = account.reasons.left(account.allowed, done)
        self._end_reason(account, now_us)

    def _end_reason(self, account: _Account, now_us: int) -> None:
        if now_us - account.reason_us >= DAY_US and not account.is_owed:
            account.allow(NO_WEAR, "nothing new for a day", account.reason_us)

    def _judge_day(self, name: str, account: _Account, most_erases: int, now_us: int) -> None:
        day = account.day
        day.append((now_us, most_erases))
        while now_us - day[0][0] > DAY_US:
            day.popleft()
        erases = most_erases - day[0][1]
        most = _TRIALS_A_DAY if self._tries_untold else _ERASES_A_DAY
        if erases > most:
            self.violated(
                f"{name}: a sector was erased {erases:,} times within a day, at most {most:,} expected; "
                f"{_lasts(erases, DAY_US)}",
                Sought(name, kinds=_STORED),
            )
            account.day = deque([day[-1]])

    def _accuse(self, name: str, account: _Account, done: FlashWear, now: FlashWear) -> None:
        text = f"{name}: {_beyond(done, account.allowed)} with no reason but {account.reason}"
        # A file system wears its blocks in turn: flash lasts as long as the most worn one.
        erases, passed_us = now.most_erases - account.opened.most_erases, self.world.now_us - account.opened_us
        # What would last for long enough is no reason to worry, and not why this is wrong.
        is_short = erases > 0 and _life_us(erases, passed_us) < _YEARS * _YEAR_US
        if done.erases > account.allowed.erases and passed_us and is_short:
            text += f"; {_lasts(erases, passed_us)}"
        self.violated(text, Sought(name, kinds=_STORED))

    def _read_back(self, account: _Account, name: str) -> None:
        if Capability.STORAGE_READ not in self.world.capabilities:
            # Nobody knows where, or how, this firmware keeps its token.
            return
        device = self.world.device(name)
        if not device.reads_alike():
            # What read well when it was looked at may read otherwise now: no program can see that.
            return
        record = device.stored_record().record
        if record is None:
            self.violated(f"{name} said {_SAVED!r}, and nothing valid can be read back")
        elif account.granted and not record.token.startswith(account.granted):
            self.violated(f"{name} said {_SAVED!r}, and another token than {account.granted}… is read back")
        elif account.device_id and record.sequence and not _is_of(record, account.device_id):
            whose = repr(record.device_id) if record.device_id.isalnum() else "nobody"
            self.violated(f"{name} said {_SAVED!r}, and the record is of {whose}, not of {account.device_id!r}")


def _is_of(record: TokenRecord, device_id: str) -> bool:
    """Tell whose record it is; of a long name there is the beginning. The legacy layout has no name, and no number."""
    return bool(record.device_id) and device_id.startswith(record.device_id)


def _life_us(erases: int, within_us: int) -> int:
    return _CYCLES * within_us // erases


def _beyond(done: FlashWear, allowed: FlashWear) -> str:
    """Say which of the work is more than there was reason for."""
    work = (
        (f"{plural(done.erases, 'sector')} erased", done.erases, allowed.erases),
        (f"{plural(done.programmed_bytes, 'byte')} programmed", done.programmed_bytes, allowed.programmed_bytes),
    )
    return " and ".join(f"{what}, at most {most:,} expected," for what, much, most in work if much > most)


def _lasts(erases: int, within_us: int) -> str:
    """Say for how long a sector lasts that is erased so often in such a time."""
    life_us = _life_us(erases, within_us)
    life = f"{life_us / _YEAR_US:.1f} years" if life_us >= _YEAR_US else f"{life_us / DAY_US:.1f} days"
    return f"at this rate a sector is worn out after {life}"

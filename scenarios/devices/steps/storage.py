"""Steps that clear, damage and watch the storage of a device, and take its power away while it writes."""

import msgspec

from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board_faults import RecordDamage, StorageCall, StorageRefusal, TornModel
from oceanhil.protocol.record import LEGACY_RECORD_BYTES, StorePolicy
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.steps.clocks import needs_to_wait
from oceanhil.scenarios.names import DeviceName, NewReading
from oceanhil.scenarios.scalars import Count, Cut, CutPoint, DurationUs, Repeats
from oceanhil.scenarios.step import Touch, Unmet, UnpreparedError
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, WorldError

_UNITS_AT_MOST = 1_000_000_000
# The shortest token of the page "Token Invalid or Expired", token types; each has to be stored, letter by letter.
_LEAST_TOKEN_BYTES = 32
# Bytes of visible ASCII: none of them looks like flash that was erased or cleared.
_FIRST_VISIBLE = 0x21
_VISIBLE = 94


class Clear(DeviceStep, name="storage.clear", touches={Touch.STORAGE, Touch.RECORD}, needs=Capability.STORAGE_WRITE):
    """Clear the EEPROM as the sketch of the troubleshooting page does."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).clear_storage()


class Damage(
    DeviceStep,
    name="storage.damage",
    touches={Touch.STORAGE, Touch.RECORD},
    needs=Capability.STORAGE_WRITE,
    main="fault",
):
    """Damage the stored token record; `random` draws its bytes from `seed`."""

    fault: RecordDamage
    seed: Count = 0

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).damage_storage(self.fault, self.seed)


class WearOut(
    DeviceStep, name="storage.wear_out", touches={Touch.STORAGE, Touch.RECORD}, needs=Capability.FLASH_WEAR, main="seed"
):
    """Let the flash be at the end of its life; which cells fail is drawn from `seed`."""

    seed: Count = 0

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).wear_out(self.seed)


class CutPower(DeviceStep, name="storage.cut_power", touches=Touch.STORAGE, needs=Capability.POWER_CUT, main="at"):
    """Lose power in boot number `boot` after `unit` units of flash work in it; `at` gives both as `BOOT.UNIT`.

    A unit is one byte programmed or one sector erased. `at: none` cuts nothing, `at: "2.104:3.7"` cuts twice. `after`
    counts from here: so many more units in the boot that is under way or, of a device without power or in deep sleep,
    in its next one. `torn` is what the interrupted operation leaves behind; what is random in it comes from `seed` and
    the unit.
    """

    at: Cut = None
    boot: Count | None = None
    unit: Count | None = None
    after: Count | None = None
    torn: TornModel = TornModel.PREFIX
    seed: Count = 0

    def __post_init__(self) -> None:
        if (self.boot is None) != (self.unit is None) or (self.boot is not None and self.at is not None):
            raise ValueError("storage.cut_power takes either 'at: BOOT.UNIT' or both 'boot' and 'unit'")
        if self.boot == 0:
            raise ValueError("boot 0 does not exist; expected 1 for the first boot")
        if self.after is not None and (self.at is not None or self.boot is not None):
            raise ValueError("storage.cut_power takes 'after' alone: it counts from here, 'at' from the boot's start")

    @property
    def point(self) -> CutPoint | None:
        """The cut point, however it was written."""
        if self.boot is None or self.unit is None:
            return self.at
        return CutPoint(self.boot, self.unit)

    def run(self, context: DeviceContext) -> None:
        if (point := self._point_in(context)) is not None:
            context.notes(self.on).cuts_due = len(point.cuts)
            self._arrange(context, point)

    def arrange(self, context: DeviceContext) -> bool:
        """Arrange the cuts, whoever waits for them; how far a boot has come that was moved, nobody can say."""
        if self.after is not None:
            return False
        if self.point is not None:
            self._arrange(context, self.point, begun=self._boots(context))
        return True

    def _point_in(self, context: DeviceContext) -> CutPoint | None:
        """The cut point in this run: `after` counts from where the device is now."""
        if self.after is None:
            return self.point
        boots = self._boots(context)
        device = context.device(self.on)
        if not device.has_power or context.is_asleep(self.on):
            return CutPoint(boots + 1, self.after)
        return CutPoint(boots, device.flash_units(boots) + self.after)

    def _boots(self, context: DeviceContext) -> int:
        return sum(1 for _ in context.events(0, EventKind.BOOT, self.on))

    def _arrange(self, context: DeviceContext, point: CutPoint, begun: int = 0) -> None:
        """Arrange its cuts, but for those of the first `begun` boots, which have come."""
        # A moment that is kept may have been arranged for another point.
        context.notes(self.on).cuts = point.cuts
        device = context.device(self.on)
        if self.torn is not TornModel.PREFIX:
            device.tear_flash(self.torn, self.seed * _UNITS_AT_MOST + point.unit)
        for cut in point.cuts:
            if cut.boot > begun:
                device.cut_power(cut.boot, cut.unit)


class Refuse(DeviceStep, name="storage.refuse", touches=Touch.STORAGE, needs=Capability.STORAGE_REFUSAL, main="what"):
    """Let the driver refuse the firmware's next saves or reads, once `after` of them have passed, over boots too.

    A save is `EEPROM.commit` or the write of a slot, a read `EEPROM.begin` or the read of a slot. A `torn` save fails
    behind its erase, a `silent` one is said to be done. What looks at storage from outside is not refused.
    """

    what: StorageCall
    times: Count = 1
    after: Count = 0
    torn: bool = False
    silent: bool = False

    def __post_init__(self) -> None:
        if (self.torn or self.silent) and self.what is not StorageCall.SAVE:
            raise ValueError("a read is refused or not; 'torn' and 'silent' go with 'what: save'")

    def run(self, context: DeviceContext) -> None:
        """Arrange it; raises Unmet where the firmware could not know of it."""
        if self.silent and context.notes(self.on).choice.store is StorePolicy.LEGACY:
            raise Unmet("a store that reads back from flash", "the legacy one, which reads EEPROM's copy in RAM")
        refusal = StorageRefusal(call=self.what, times=self.times, after=self.after, torn=self.torn, silent=self.silent)
        context.device(self.on).refuse_storage(refusal)


class Keep(
    DeviceStep, name="storage.keep", touches=Touch.STORAGE, needs={Capability.STORAGE_READ, Capability.STORAGE_WRITE}
):
    """Keep `bytes` bytes of the rest of the sketch in EEPROM from address `at` on, for `expect.kept`.

    They lie behind the legacy record, within what the firmware gives `EEPROM.begin`.
    """

    at: Count
    size_bytes: Count = msgspec.field(name="bytes")

    def __post_init__(self) -> None:
        if self.at < LEGACY_RECORD_BYTES:
            raise ValueError(
                f"address {self.at} lies in the token record; expected {LEGACY_RECORD_BYTES}, the first one behind it, "
                "or more"
            )
        if self.size_bytes == 0:
            raise ValueError("storage.keep keeps 0 bytes; expected 1 or more")

    def run(self, context: DeviceContext) -> None:
        """Write them; raises Unmet where nothing could keep them."""
        device = context.device(self.on)
        begun_bytes = context.world.profile.device.eeprom_bytes
        if self.at + self.size_bytes > begun_bytes:
            expected = f"bytes within the {begun_bytes} that the firmware gives EEPROM.begin"
            raise Unmet(expected, f"bytes {self.at} to {self.at + self.size_bytes - 1}")
        if device.has_power:
            raise Unmet("a device that is off", "power; a sketch that runs has EEPROM in RAM")
        is_legacy = context.notes(self.on).choice.store is StorePolicy.LEGACY
        if not is_legacy and family(device.board).storage is not Storage.NVS:
            raise Unmet("an EEPROM that the sketch has for itself", "the reference store's slot A; write store: legacy")
        data = bytes(_FIRST_VISIBLE + (self.at + each) % _VISIBLE for each in range(self.size_bytes))
        device.put_beside_record(self.at, data)
        context.notes(self.on).beside_record[self.at] = data


class Age(
    DeviceStep, name="storage.age", touches={Touch.STORAGE, Touch.RECORD}, needs=Capability.STORAGE_WRITE, main="saves"
):
    """Number the stored record as after so many saves in all, from 1: the last two stand in the two slots."""

    saves: Count

    def __post_init__(self) -> None:
        if self.saves == 0:
            raise ValueError("a record was saved at least once; expected 1 or more")

    def run(self, context: DeviceContext) -> None:
        """Number it; raises Unmet for a record that has no number."""
        if context.notes(self.on).choice.store is StorePolicy.LEGACY:
            raise Unmet("a record that counts its saves", "the legacy record; write store: reference")
        context.device(self.on).age_storage(self.saves)


class Resize(
    DeviceStep,
    name="storage.resize",
    touches={Touch.STORAGE, Touch.RECORD},
    needs=Capability.STORAGE_WRITE,
    main="bytes",
):
    """Leave EEPROM as earlier firmware would have that gave `EEPROM.begin` this many bytes."""

    size_bytes: Count = msgspec.field(name="bytes")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).resize_storage(self.size_bytes)


class Rewrite(
    DeviceStep,
    name="storage.rewrite",
    touches={Touch.STORAGE, Touch.RECORD},
    needs=Capability.STORAGE_WRITE,
    main="times",
):
    """Save the stored record again so many times, as a relay that is switched so often makes the device do."""

    times: Repeats

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).rewrite_storage(self.times)


class Remember(DeviceStep, name="storage.remember", touches=Touch.STORAGE, needs=Capability.STORAGE_READ, main="as"):
    """Remember under a name what the storage holds now, for classify and expect.storage."""

    as_name: NewReading = msgspec.field(name="as")

    @property
    def only_looks(self) -> bool:
        """It keeps in mind what `classify` and `expect.storage` judge by."""
        return True

    def run(self, context: DeviceContext) -> None:
        context.remembered[self.as_name] = context.device(self.on).stored_record()


class Copy(
    DeviceStep,
    name="storage.copy",
    touches={Touch.STORAGE, Touch.RECORD},
    needs={Capability.STORAGE_READ, Capability.STORAGE_WRITE},
    main="from",
    introduces=True,
):
    """Copy the whole flash of another device, application and record, as a thief with a programmer does."""

    from_device: DeviceName = msgspec.field(default=MAIN_DEVICE, name="from")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).copy_storage(context.device(self.from_device))


class ExpectKept(DeviceStep, name="expect.kept", met_by=(), needs=Capability.STORAGE_READ):
    """What `storage.keep` put into EEPROM still stands there, as the sketch would read it at its next boot."""

    def run(self, context: DeviceContext) -> None:
        """Look; raises Unmet at the first difference."""
        beside = context.notes(self.on).beside_record
        if not beside:
            raise UnpreparedError("bytes of the sketch in EEPROM", "none; put a storage.keep step before")
        for at, data in beside.items():
            found = context.device(self.on).read_beside_record(at, len(data))
            if found != data:
                raise Unmet(f"EEPROM from byte {at} on as the sketch left it: {data.hex(' ')}", found.hex(" "))


class ExpectFlashWork(DeviceStep, name="expect.flash_work", met_by=(), needs=Capability.FLASH_WEAR):
    """The device did at most so much flash work since the run began or since the last mark, the bench's included."""

    at_most_erases: Count | None = None
    at_most_bytes: Count | None = None

    def __post_init__(self) -> None:
        if self.at_most_erases is None and self.at_most_bytes is None:
            raise ValueError("expect.flash_work takes 'at_most_erases' or 'at_most_bytes'")

    def run(self, context: DeviceContext) -> None:
        """Count; raises Unmet when it was more, and WorldError where nobody who does as the pages say could do less."""
        self._check(context)
        done = context.device(self.on).flash_wear().since(context.notes(self.on).wear_at_mark)
        too_often = self.at_most_erases is not None and done.erases > self.at_most_erases
        if too_often or (self.at_most_bytes is not None and done.programmed_bytes > self.at_most_bytes):
            raise Unmet(self._expected(), done.words)

    def _check(self, context: DeviceContext) -> None:
        tokens = sum(
            bool(TracedRequest.of(each).granted) for each in context.events(context.mark, EventKind.REQUEST, self.on)
        )
        least = tokens * _LEAST_TOKEN_BYTES
        if self.at_most_bytes is not None and self.at_most_bytes < least:
            raise WorldError(
                f"{self.name} allows {self.at_most_bytes} bytes, but {self.on!r} was granted tokens since, {tokens} of "
                f"{_LEAST_TOKEN_BYTES} bytes or more, which it has to store; allow more, or put a 'mark' behind that"
            )

    def _expected(self) -> str:
        erases, programmed = self.at_most_erases, self.at_most_bytes
        bounds = [] if erases is None else [f"at most {plural(erases, 'sector')} erased"]
        bounds += [] if programmed is None else [f"at most {plural(programmed, 'byte')} programmed"]
        return " and ".join(bounds)


class ExpectNoFlashWork(
    DeviceStep,
    name="expect.no_flash_work",
    met_by=(),
    needs=Capability.FLASH_WEAR,
    main="for",
    waits=True,
):
    """The device does no flash work from now on for the time `for`."""

    for_us: DurationUs = msgspec.field(name="for")

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: nobody waits for hours beside a bench."""
        return DeviceStep.all_needs(self) | needs_to_wait(self.for_us)

    def run(self, context: DeviceContext) -> None:
        """Let the time pass; raises Unmet when there was work."""
        device = context.device(self.on)
        before = device.flash_wear()
        context.world.run_for(self.for_us)
        done = device.flash_wear().since(before)
        if done.erases or done.programmed_bytes:
            raise Unmet(f"no flash work for {format_duration(self.for_us)}", done.words)

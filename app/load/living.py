"""A fleet while it lives: its devices are made, its processes listened to, its storm carried out, its end decided."""

import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from msgspec.structs import replace

from oceanhil.app.exploring.counting import counting
from oceanhil.app.load.clocks import Clocks
from oceanhil.app.load.fleet_side import obtain
from oceanhil.app.load.gathering import Gathering
from oceanhil.app.load.guests import invite
from oceanhil.app.load.judging import Judged, Sampler, sampling
from oceanhil.app.load.locust_group import ProcessesError
from oceanhil.app.load.locust_processes import LocustProcesses
from oceanhil.app.load.outcome import Ended
from oceanhil.app.load.plan import LoadPlan
from oceanhil.app.load.progress import Progress
from oceanhil.app.load.run_end import CALM_US, REPORT_US, Seen, is_over, why_no_storm
from oceanhil.app.load.stop_rule import StopWatch
from oceanhil.app.load.weather import Weather
from oceanhil.fleet.load.messages import RUNS, FromMaster, Order, Pending, Pulse, Report, Sample
from oceanhil.fleet.tally import Tally
from oceanhil.protocol.profile import BUILT_IN, Profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural
from oceanhil.remote.connector.access import Opened
from oceanhil.remote.wire.target import Target

_HEAR_S: Final = 0.5


class Living:
    """One fleet from its first device to its last."""

    def __init__(
        self, plan: LoadPlan, profile: Profile, target: Target, opened: Opened, told: Callable[[str], None]
    ) -> None:
        """Make nothing yet; `told` hears what goes on, a line at a time."""
        self._plan, self._profile, self._opened, self._told = plan, profile, opened, told
        self._began_ns = time.time_ns()
        self._order = Order(
            run=secrets.randbelow(RUNS),
            key=secrets.token_hex(16),
            began_unix_us=self._began_ns // 1000,
            profile=BUILT_IN if plan.profile is None else str(plan.profile.absolute()),
            board=plan.board.value,
            ca_file=plan.ca_file,
            headers=target.headers,
            sampled=plan.sampled,
            jitter_percent=plan.jitter_percent,
            devices=plan.devices,
        )
        self.tally = Tally(plan.devices)
        self._gathering = Gathering(self.tally, lambda _: None)
        self._clocks = Clocks()
        self._stop = None if plan.stop_rule is None else StopWatch(plan.stop_rule)
        self._weather = None if plan.storm is None else Weather(plan.storm, plan.devices, opened.control, opened.client)
        self._pulse = Pulse(users=0, workers=0, p50_ms=0.0, p95_ms=0.0)
        self._first_us: int | None = None
        self._calm_us: int | None = None
        self._over_us: int | None = None
        self._judged = Judged()
        self._ids: Sequence[str] = ()
        self._lost_workers = 0
        self._trouble = ""
        self.stopped = ""
        """Why it ended before its time."""
        self.is_interrupted = False

    def lead(self) -> None:
        """Make devices, let them live, and end them; raises ControlError, OSError."""
        plan = self._plan
        with sampling(self._profile, plan.url, self._order.began_unix_us) as sampler:
            self._gathering = Gathering(self.tally, partial(self._sample, sampler))
            with counting("devices") as count:
                obtained = obtain(plan, self._order.run, self._opened.control, count)
            self._ids = [each.id for each in obtained]
            pending = [Pending(place, each.token) for place, each in enumerate(obtained)]
            try:
                with LocustProcesses(plan, self._order) as processes:
                    self._lead_in(processes, pending)
            except ProcessesError as error:
                self.stopped = self.stopped or str(error)
            finally:
                self._judge(sampler)

    def break_off_storm(self) -> list[str]:
        """Take from the server what a storm that was broken off left there; gives what could not be taken."""
        return [] if self._weather is None else self._weather.break_off()

    def ended(self, left: tuple[str, ...]) -> Ended:
        """Give how it ended; `left` is what could not be removed from the server."""
        began_us = self._first_us or self.tally.ended_us
        return Ended(
            duration_s=(self.tally.ended_us - began_us) / SECOND_US,
            stopped=self.stopped,
            is_interrupted=self.is_interrupted,
            lost_workers=self._lost_workers,
            judged=replace(self._judged, dropped=self._judged.dropped + self._gathering.dropped),
            exceptions=tuple(self._gathering.exceptions),
            clocks=self._clocks.wrong(),
            left=left,
            under_way=self._gathering.under_way,
            trouble=self._trouble,
            p50_ms=self._pulse.p50_ms,
            p95_ms=self._pulse.p95_ms,
            costs=tuple(self._gathering.costs.values()),
        )

    def _now_us(self) -> int:
        return (time.time_ns() - self._began_ns) // 1000

    def _lead_in(self, processes: LocustProcesses, pending: Sequence[Pending]) -> None:
        plan = self._plan
        processes.supply(pending)
        self._told(f"{plural(plan.devices, 'device')} in {plural(plan.workers, 'process')}; Ctrl-C ends and undoes it")
        if plan.invitation is not None:
            invite(plan.invitation, plan, processes.port, self._order)
            self._told(
                f"waiting for {plural(plan.workers_elsewhere, 'worker')} elsewhere:"
                f" oceanhil fleet --join {plan.invitation}"
            )
        if plan.web_port is not None:
            self._told(
                f"Locust's page: http://127.0.0.1:{plan.web_port}, its figures for Prometheus below it at /metrics"
            )
        try:
            with Progress(self._told) as progress:
                while not self._is_over(processes):
                    self._hear(processes.heard(_HEAR_S))
                    self._carry_out(processes)
                    progress.show(self.tally, self._pulse, self._now_us())
        except KeyboardInterrupt:
            self.is_interrupted = True
        finally:
            self.tally.finish(self._now_us())
            self._lost_workers = max(processes.lost_workers, self._missing_workers())
            with suppress(KeyboardInterrupt):
                for message in processes.end():
                    self._hear(message, is_last=True)
            self._gathering.settle()
            self._trouble = processes.trouble

    def _missing_workers(self) -> int:
        """Count workers, of whatever machine, that the master has no more."""
        return 0 if self._first_us is None else self._plan.all_workers - self._pulse.workers

    def _hear(self, message: FromMaster | None, *, is_last: bool = False) -> None:
        match message:
            case Pulse() if not is_last:
                self._pulse = message
                if self._first_us is None and message.users:
                    self._first_us = self._now_us()
            case Report():
                self._clocks.see(message.worker, message.now_us, self._now_us())
                ended, failed = self._gathering.take(message)
                if self._stop is not None and not self._is_stormy and not is_last:
                    self.stopped = self._stop.take(time.monotonic(), ended, failed)
            case _:
                pass

    @property
    def _is_stormy(self) -> bool:
        """Whether what fails now may be the storm's doing, or that of the fleet that comes back from it."""
        return self._weather is not None and self._weather.began_us is not None

    def _carry_out(self, processes: LocustProcesses) -> None:
        """Let the storm begin when all have been ONLINE for a while, and go on."""
        weather, now_us = self._weather, self._now_us()
        if weather is None or weather.is_over():
            if self._over_us is not None and now_us >= self._over_us + REPORT_US:
                self._gathering.settle()
            return
        if weather.began_us is None:
            is_calm = self.tally.online == self.tally.devices
            self._calm_us = (self._calm_us or now_us) if is_calm else None
            if self._calm_us is None or now_us < self._calm_us + CALM_US:
                return
            weather.begin(now_us, self._ids)
            self.tally.strike(now_us)
            self._told(f"the storm begins: {weather.storm.about}")
        for order in weather.go_on(now_us):
            processes.tell(order)
        if weather.is_over():
            self._over_us = now_us
            self._gathering.mend(now_us)
            self._told("the storm is over")

    def _is_over(self, processes: LocustProcesses) -> bool:
        if self.stopped:
            return True
        if processes.lost_workers == self._plan.workers:
            self.stopped = "all of Locust's workers ended by themselves"
            return True
        now_us = self._now_us()
        seen = Seen(
            first_us=self._first_us,
            struck_us=None if self._weather is None else self._weather.began_us,
            over_us=self._over_us,
            back_us=self.tally.all_online_us,
        )
        self.stopped = why_no_storm(self._plan, seen, now_us)
        return bool(self.stopped) or is_over(self._plan, seen, now_us)

    def _sample(self, sampler: Sampler, sample: Sample) -> None:
        """Have an exchange judged, unless a storm made it."""
        began_us = sample.began_us - self._order.began_unix_us
        if self._weather is None or not self._weather.struck(began_us):
            sampler.take(sample)

    def _judge(self, sampler: Sampler) -> None:
        with suppress(KeyboardInterrupt):
            self._judged = sampler.judged()

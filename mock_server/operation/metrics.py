"""`/metrics` for Prometheus: the counters there are, put into its families when somebody asks."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.storage import StorageState
from oceanhil.mock_server.operation.traffic import BOUNDS_S, HUNG_UP, Traffic
from oceanhil.protocol.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_OPEN_METRICS: Final = "application/openmetrics-text"
# A weight of nothing (RFC 9110, 12.4.2).
_REFUSED: Final = re.compile(r"q\s*=\s*0(\.0*)?")


class Observed(Protocol):
    """What the metrics tell beside the traffic."""

    @property
    def core(self) -> Service:
        """The core that is served."""

    @property
    def traffic(self) -> Traffic:
        """What was answered."""

    @property
    def connection_count(self) -> int:
        """How many connections are open."""

    @property
    def stream_count(self) -> int:
        """How many of them carry an event stream."""

    @property
    def commit_count(self) -> int | None:
        """How many transactions the store has written; None without a store."""

    def now_us(self) -> int:
        """The machine's time, Unix µs."""


class MetricsPage:
    """Shows the metrics of one server."""

    def __init__(self, observed: Observed) -> None:
        """Tell about `observed`."""
        self._collector = _Collector(observed)

    def show(self, request: HttpRequest) -> HttpResponse:
        """Answer `GET /metrics` in the text format, or in OpenMetrics for whom accepts that."""
        # Nobody but who asks for metrics waits for the library.
        from prometheus_client import CollectorRegistry, ProcessCollector, exposition
        from prometheus_client.openmetrics import exposition as openmetrics

        registry = CollectorRegistry(auto_describe=False)
        registry.register(self._collector)
        ProcessCollector(registry=registry)
        # Not the library's own choice: it fails on a version that is none.
        if accepts_open_metrics(request.headers.get("accept", "")):
            body = openmetrics.generate_latest(registry)  # type: ignore[no-untyped-call] # of this function it says none
            content_type = openmetrics.CONTENT_TYPE_LATEST
        else:
            body, content_type = exposition.generate_latest(registry), exposition.CONTENT_TYPE_PLAIN_0_0_4
        return HttpResponse(200, body, {"content-type": content_type, "cache-control": "no-store"})


def accepts_open_metrics(accept: str) -> bool:
    """Tell whether the value of a header Accept names OpenMetrics, in whatever version, and does not refuse it."""
    for wanted in accept.split(","):
        name, *parameters = (part.strip().lower() for part in wanted.split(";"))
        if name == _OPEN_METRICS and not any(map(_REFUSED.fullmatch, parameters)):
            return True
    return False


class _Collector:
    def __init__(self, observed: Observed) -> None:
        self._observed = observed

    def describe(self) -> Iterable["Metric"]:
        return ()

    def collect(self) -> Iterator["Metric"]:
        yield from _traffic_families(self._observed.traffic)
        yield from _core_families(self._observed.core, self._observed.now_us())
        yield from _transport_families(self._observed)


def _traffic_families(traffic: Traffic) -> Iterator["Metric"]:
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

    requests = CounterMetricFamily(
        "oceanhil_requests", "Requests answered; status none: hung up on purpose.", labels=("path", "method", "status")
    )
    for (path, method, status), count in traffic.answers.items():
        requests.add_metric((path, method, "none" if status == HUNG_UP else str(status)), count)
    yield requests
    histogram = HistogramMetricFamily(
        "oceanhil_request_duration_seconds", "From a request's head to its answer.", labels=("path",)
    )
    for path, durations in traffic.durations.items():
        histogram.add_metric((path,), _cumulated(durations.buckets), sum_value=durations.total_s)
    yield histogram
    refused = CounterMetricFamily(
        "oceanhil_refused", "Requests and connections turned away beforehand.", labels=("reason",)
    )
    for why, count in traffic.refusals.items():
        refused.add_metric((why.value,), count)
    yield refused


def _core_families(core: Service, now_us: int) -> Iterator["Metric"]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

    yield InfoMetricFamily("oceanhil_server", "What is served.", value={"profile": core.name})
    census = core.census(now_us)
    kept = GaugeMetricFamily(f"oceanhil_{census.name}", census.about, labels=(census.label,))
    for value, count in census.counts.items():
        kept.add_metric((value,), count)
    yield kept
    faults = CounterMetricFamily("oceanhil_injected_faults", "Faults that struck.", labels=("kind",))
    for kind, count in core.fault_log.counts.items():
        faults.add_metric((kind.value,), count)
    yield faults
    rows = core.journal_last_seq - core.journal_dropped
    yield GaugeMetricFamily("oceanhil_journal_entries", "Journal entries held.", value=rows)
    yield CounterMetricFamily(
        "oceanhil_journal_written", "Journal entries written since the last reset.", value=core.journal_last_seq
    )
    yield GaugeMetricFamily("oceanhil_fault_rules", "Fault rules in force.", value=len(core.faults()))
    is_writable = core.storage.state in {StorageState.MEMORY, StorageState.DURABLE}
    yield GaugeMetricFamily("oceanhil_storage_writable", "1 while changes are taken.", value=int(is_writable))


def _transport_families(observed: Observed) -> Iterator["Metric"]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    yield GaugeMetricFamily("oceanhil_connections", "Open connections.", value=observed.connection_count)
    yield GaugeMetricFamily("oceanhil_event_streams", "Open event streams.", value=observed.stream_count)
    commits = observed.commit_count
    if commits is not None:
        yield CounterMetricFamily("oceanhil_store_commits", "Transactions written to the file.", value=commits)


def _cumulated(buckets: Iterable[int]) -> list[tuple[str, float]]:
    bounds: Mapping[int, str] = {number: str(bound) for number, bound in enumerate(BOUNDS_S)}
    total, found = 0, []
    for number, count in enumerate(buckets):
        total += count
        found.append((bounds.get(number, "+Inf"), float(total)))
    return found

"""Locust's figures for Prometheus, at `/metrics` of its own web page."""

from collections.abc import Iterator

from flask import Response
from locust.env import Environment
from locust.web import WebUI
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily


class FleetCollector:
    """Reads the figures when they are asked for."""

    def __init__(self, environment: Environment) -> None:
        """Read those of this environment."""
        self._environment = environment

    def collect(self) -> Iterator[Metric]:
        """Give users, requests, failures and response times."""
        runner = self._environment.runner
        assert runner is not None
        yield GaugeMetricFamily("oceanhil_fleet_devices", "devices that live now", runner.user_count)
        asked = CounterMetricFamily("oceanhil_fleet_requests", "requests with an outcome", labels=["method", "path"])
        failed = CounterMetricFamily(
            "oceanhil_fleet_failures", "those with another answer than 200, or none", labels=["method", "path"]
        )
        times = GaugeMetricFamily(
            "oceanhil_fleet_response_seconds",
            "response times of the last ten seconds",
            labels=["method", "path", "quantile"],
        )
        for entry in runner.stats.entries.values():
            labels = [entry.method or "", entry.name]
            asked.add_metric(labels, entry.num_requests)
            failed.add_metric(labels, entry.num_failures)
            for quantile in (0.5, 0.95, 0.99):
                found_ms = entry.get_response_time_percentile(quantile)
                times.add_metric([*labels, f"{quantile:g}"], found_ms / 1000)
        yield from (asked, failed, times)


def serve_metrics(web_ui: WebUI, environment: Environment) -> None:
    """Add the page to Locust's."""
    registry = CollectorRegistry()
    registry.register(FleetCollector(environment))

    def metrics() -> Response:
        return Response(generate_latest(registry), mimetype="text/plain")

    assert web_ui.app is not None
    web_ui.app.add_url_rule("/metrics", view_func=metrics)

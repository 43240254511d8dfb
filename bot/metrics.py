"""The metrics: figures in Prometheus's format; none by chat, region, topic or single report."""

from collections.abc import Iterator, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.clock import monotonic
from bot.vitals import Vitals

_Family = CounterMetricFamily | GaugeMetricFamily


def render(
    vitals: Vitals, census: Mapping[str, float], *, restarts: Mapping[str, int], silent: int
) -> tuple[bytes, str]:
    """Return the page and its type."""
    registry = CollectorRegistry()
    registry.register(_Figures(vitals, census, restarts, silent))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Figures(Collector):
    def __init__(
        self, vitals: Vitals, census: Mapping[str, float], restarts: Mapping[str, int], silent: int
    ) -> None:
        self._vitals = vitals
        self._census = census
        self._restarts = restarts
        self._silent = silent

    def collect(self) -> Iterator[_Family]:
        vitals = self._vitals
        yield _many("updates", "Updates received", "kind", vitals.updates)
        yield _many("letters", "Letters, by what became of them", "result", vitals.letters)
        yield _many("spinners", "Spinners of pressed buttons", "result", vitals.spinners)
        yield _many("loop_restarts", "Loops that failed and began again", "loop", self._restarts)
        yield _total("update_batches", "Batches of updates committed", vitals.batches)
        yield _total("batched_updates", "Updates in all those batches", vitals.batched)
        yield _gauge("silent_loops", "Loops that do not move", self._silent)
        pause = max(0.0, vitals.paused_until - monotonic())
        yield _gauge("pause_seconds", "Until Telegram lets us send again", pause)
        yield _gauge("telegram_away", "Telegram cannot be reached", float(bool(vitals.away)))
        yield _gauge("disk_full", "No room for more updates", float(vitals.disk_full))
        for name, value in self._census.items():
            yield _gauge(name, "Counted in the database", value)


def _many(name: str, says: str, label: str, counts: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"terimchi_{name}", says, labels=[label])
    for key, count in counts.items():
        family.add_metric([str(key)], count)
    return family


def _total(name: str, says: str, count: int) -> CounterMetricFamily:
    return CounterMetricFamily(f"terimchi_{name}", says, value=count)


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"terimchi_{name}", says, value=value)

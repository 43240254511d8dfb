"""The figures of all rounds, and how they are printed: median, lowest and highest."""

import statistics
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence

#: One measurement: what was measured (with its unit) and the figure.
Figures = Mapping[str, float]


class Table:
    """Every figure of every round, by row and column."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(self, row: str, figures: Figures) -> None:
        """Take in what one run of one row gave."""
        for column, figure in figures.items():
            self._rows[row][column].append(figure)

    def median(self, row: str, column: str) -> float | None:
        """Give the median of a figure; None where it was not measured."""
        found = self._rows[row][column] if column in self._rows.get(row, {}) else []
        return statistics.median(found) if found else None

    def show(self) -> None:
        """Print everything."""
        for row, columns in self._rows.items():
            say("", row)
            for column, figures in columns.items():
                say(f"    {column:<44}{_figure(figures)}")


def say(*lines: str) -> None:
    """Print lines at once."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def share(values: Sequence[float], part: float) -> float:
    """Give the value that this part of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


def number(value: float) -> str:
    """Write a figure with three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _figure(figures: Sequence[float]) -> str:
    middle, low, high = statistics.median(figures), min(figures), max(figures)
    spread = "" if len(figures) == 1 else f"  [{number(low)} to {number(high)}]"
    return f"{number(middle):>8}{spread}"

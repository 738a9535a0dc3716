"""The pictures of an evaluation: precision and recall along the threshold, and belief against truth."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def curve_svg(curve: Array) -> str:
    """[steps, 3] threshold in bits, precision, recall."""
    low, high = (float(curve[:, 0].min()), float(curve[:, 0].max())) if len(curve) else (0.0, 1.0)
    lines = [
        _line([(_x(row[0], low, high), _y(row[column])) for row in curve], colour)
        for column, colour in ((1, "#1f6f8b"), (2, "#b5542c"))
    ]
    labels = _text(60, 24, "precision", "#1f6f8b") + _text(160, 24, "recall", "#b5542c")
    return _frame("Threshold in bits", f"{low:.0f}", f"{high:.0f}", "".join(lines) + labels)


def calibration_svg(calibration: Array) -> str:
    """[bins, 3] mean probability, share true, pairs: the dots should lie on the diagonal."""
    dots = "".join(
        f'<circle cx="{_x(mean, 0, 1):.1f}" cy="{_y(share):.1f}" r="{3 + 2 * np.log10(max(count, 1)):.1f}" '
        f'fill="#1f6f8b" fill-opacity="0.6"><title>{count:.0f} pairs</title></circle>'
        for mean, share, count in calibration.tolist()
    )
    diagonal = _line([(_x(0, 0, 1), _y(0)), (_x(1, 0, 1), _y(1))], "#999999")
    labels = _text(60, 24, "share of pairs that are one person", "#1f6f8b")
    return _frame("Probability the model gave", "0", "1", diagonal + dots + labels)


def _x(value: float, low: float, high: float) -> float:
    return 50 + 420 * (value - low) / ((high - low) or 1.0)


def _y(share: float) -> float:
    return 280 - 240 * share


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _text(x: float, y: float, text: str, colour: str = "#222222", anchor: str = "start") -> str:
    style = f'fill="{colour}" text-anchor="{anchor}" font-family="sans-serif" font-size="13"'
    return f'<text x="{x}" y="{y}" {style}>{text}</text>'


def _frame(title: str, left: str, right: str, inside: str) -> str:
    ticks = "".join(
        f'<line x1="50" x2="470" y1="{_y(share):.0f}" y2="{_y(share):.0f}" stroke="#e5e5e5"/>'
        + _text(44, _y(share) + 4, f"{share:.2f}", anchor="end")
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="330" viewBox="0 0 500 330" role="img">'
        f"<title>{title}</title>"
        '<rect width="500" height="330" fill="#ffffff"/>'
        f"{ticks}{inside}{_text(50, 300, left)}{_text(470, 300, right, anchor='end')}"
        f"{_text(260, 320, title, anchor='middle')}</svg>\n"
    )

"""Reading rate of dates and words, and how others read the table of writings.

Run: ``python -m bench.dates``. dateparser, dateutil, edtf and babel are used in the same run when they are installed
and NOT RUN otherwise (``pip install --target DIR dateparser python-dateutil edtf babel``, ``PYTHONPATH=DIR``); the
product needs none of them.

Accuracy: the competitors give one day. A guess is *wrong* when it gives a day for a writing that names no single day,
or another day; *right* when it gives the day that was written; *none* when it gives nothing. Rates are CPU
time, median of three.
"""

import csv
import importlib
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from sijill.text import dates, words

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "tests" / "spec" / "dates.csv"
WORDS = ROOT / "tests" / "spec" / "words.csv"
RESULTS = Path(__file__).parent / "results" / "dates.json"
LEVANT = "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول"
MONTHS = LEVANT.split(",")
CLDR_LOCALES = (
    "ar", "ar_SY", "ar_IQ", "ar_LB", "ar_JO", "ar_EG", "ar_SA", "ar_MA", "ar_DZ", "ar_TN", "ar_LY", "ckb", "ku", "fa",
    "tr", "en", "en_GB", "fr", "fr_CA", "de", "de_AT",
)  # fmt: skip
DISTINCT, REPEATED = 4_000, 200_000


def writings(seed: int) -> list[str]:
    """A made column in the styles of real lists: figures, ISO, month names, months, years."""
    rng = random.Random(seed)
    styles = ("{d}/{m}/{y}", "{y}-{m:02}-{d:02}", "{d} {n} {y}", "{n} {y}", "{y}", "{m}/{d}/{y}", "حوالي {y}")
    out = []
    for _ in range(DISTINCT):
        m = rng.randint(1, 12)
        style = rng.choice(styles)
        out.append(style.format(d=rng.randint(1, 28), m=m, y=rng.randint(1930, 2020), n=MONTHS[m - 1]))
    return out


def rate(read: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Values per second of CPU time."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        read(texts)
        seconds.append(time.process_time() - start)
    return len(texts) / statistics.median(seconds)


def each(read: Callable[[str], object]) -> Callable[[Sequence[str]], object]:
    return lambda texts: [read(text) for text in texts]


def others() -> dict[str, Callable[[str], date | None] | None]:
    """Each reader as text -> day or None; None in its place when it is not installed."""
    return {"dateparser": _dateparser(), "dateutil": _dateutil()}


def _dateparser() -> Callable[[str], date | None] | None:
    module = _installed("dateparser")
    if module is None:
        return None

    def read(text: str) -> date | None:
        try:
            found = module.parse(text, languages=["ar", "en", "fr", "tr", "de"])
        except Exception:  # noqa: BLE001 - a competitor that raises has not read
            return None
        return found.date() if found else None

    return read


def _dateutil() -> Callable[[str], date | None] | None:
    module = _installed("dateutil.parser")
    if module is None:
        return None
    default = datetime(2000, 1, 1)  # noqa: DTZ001 - dates without a zone

    def read(text: str) -> date | None:
        try:
            return module.parse(text, default=default).date()
        except Exception:  # noqa: BLE001 - a competitor that raises has not read
            return None

    return read


def _installed(name: str) -> Any:  # modules that may not be there have no types
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def table_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(SPEC.read_text(encoding="utf-8").splitlines()))


def guesses(read: Callable[[str], date | None], rows: Sequence[dict[str, str]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        found = read(row["text"])
        one_day = row["start"] if row["start"] and row["start"] == row["end"] else None
        if found is None:
            counts["none"] += 1
        elif one_day is not None and found.isoformat() == one_day:
            counts["right"] += 1
        else:
            counts["wrong"] += 1
    return {key: counts[key] for key in ("right", "wrong", "none")}


def ours(rows: Sequence[dict[str, str]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        fields = dates.as_json(dates.read(row["text"]))
        same = all((fields[key] or "") == row[key] for key in ("edtf", "start", "end"))
        counts["wrong" if not same else "right" if row["edtf"] else "none"] += 1
    return {key: counts[key] for key in ("right", "wrong", "none")}


def oracle(rows: Sequence[dict[str, str]]) -> dict[str, int] | None:
    """The EDTF of the table against the package edtf: how many it parses, and how many bounds agree.

    It raises on open ends, and gives its own bounds to seasons and sets; those are counted as not compared.
    """
    module = _installed("edtf")
    if module is None:
        return None
    counts: Counter[str] = Counter()
    for row in rows:
        text = row["edtf"]
        if not text:
            continue
        if row["precision"] == "season" or not (row["start"] and row["end"]) or text.startswith("["):
            counts["not compared"] += 1
            continue
        try:
            parsed = module.parse_edtf(text)
            low, high = parsed.lower_strict(), parsed.upper_strict()
        except Exception:  # noqa: BLE001 - the oracle has gaps
            counts["not parsed"] += 1
            continue
        bounds = tuple(f"{each.tm_year:04}-{each.tm_mon:02}-{each.tm_mday:02}" for each in (low, high))
        counts["agrees" if bounds == (row["start"], row["end"]) else "differs"] += 1
    return dict(counts)


def cldr() -> dict[str, int] | None:
    """Every month name (wide and short), weekday and written-out date of the CLDR in the languages of the product."""
    core, formats = _installed("babel"), _installed("babel.dates")
    if core is None or formats is None:
        return None
    counts: Counter[str] = Counter()
    for text, day in _cldr_texts(core, formats):
        reading = dates.read(text)
        right = (reading.start, reading.end) == (day, day)
        counts["right" if right else "none" if reading.unread else "wrong"] += 1
    return {key: counts[key] for key in ("right", "wrong", "none")}


def _cldr_texts(core: Any, formats: Any) -> list[tuple[str, date]]:
    out: set[tuple[str, date]] = set()
    for name in CLDR_LOCALES:
        locale = core.Locale.parse(name)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                out |= {
                    (f"5 {word} 2012", date(2012, month, 5))
                    for month, word in locale.months[context][width].items()
                }
            # 5 March 2012 was a Monday, number 0.
            days = locale.days[context]["wide"].items()
            out |= {(f"{word} {5 + number} March 2012", date(2012, 3, 5 + number)) for number, word in days}
        if name != "fa":  # CLDR writes these in the Gregorian calendar, Iran does not
            for style in ("full", "long", "medium"):
                for day in (date(2012, 2, 25), date(2013, 11, 17), date(2014, 7, 30)):
                    out.add((formats.format_date(day, style, locale=name), day))
    return sorted(out)


def measure() -> dict[str, Any]:
    rows, column = table_rows(), writings(seed=1)
    repeated = random.Random(2).choices(column, k=REPEATED)
    said = [row["text"] for row in csv.DictReader(WORDS.read_text(encoding="utf-8").splitlines())]
    dates.read("2013")
    words.read("warm")
    spec_texts = [row["text"] for row in rows]
    found: dict[str, Any] = {
        "rows": len(rows),
        "rates": {
            "sijill, new texts": rate(each(dates.read), column),
            "sijill, table of writings": rate(each(dates.read), spec_texts),
            "sijill, column of repeated texts": rate(dates.read_column, repeated),
            "sijill words, new texts": rate(each(words.read), said),
        },
        "table": {"sijill": ours(rows)},
        "oracle": oracle(rows),
        "cldr": cldr(),
    }
    for name, read in others().items():
        found["rates"][f"{name}, new texts"] = rate(each(read), column[:400]) if read else None
        found["table"][name] = guesses(read, rows) if read else None
    return found


def show(found: dict[str, Any]) -> None:
    console = Console()
    rates = Table("Reader", "values/s of CPU", "to sijill", title="Reading rate")
    base = found["rates"]["sijill, new texts"]
    for name, value in found["rates"].items():
        rates.add_row(name, f"{value:,.0f}" if value else "NOT RUN", f"{value / base:.2f}" if value else "")
    accuracy = Table("Reader", "right", "wrong", "none", title=f"The table of {found['rows']} writings")
    for name, counts in found["table"].items():
        accuracy.add_row(
            name, *([str(counts[key]) for key in ("right", "wrong", "none")] if counts else ["NOT RUN"])
        )
    console.print(rates, accuracy)
    console.print("EDTF oracle (package edtf):", found["oracle"] or "NOT RUN")
    console.print(f"CLDR (package babel), {len(CLDR_LOCALES)} locales:", found["cldr"] or "NOT RUN")


def main() -> None:
    found = measure()
    RESULTS.parent.mkdir(exist_ok=True)
    rounded = {name: round(value) if value else None for name, value in found["rates"].items()}
    RESULTS.write_text(
        json.dumps(found | {"rates": rounded}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    show(found)


if __name__ == "__main__":
    main()

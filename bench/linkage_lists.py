"""Accuracy on the two development lists, thresholds chosen without labels, Splink 5 beside it.

Run: ``python -m bench.linkage_lists [--no-splink] [--list NAME]``. Reads the shared folder (SIJILL_SHARED).
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
LISTS = ("syria_synth_small", "gaza_tfp")
RESULTS = Path(__file__).parent / "results"

_MONTHS = {
    name: number
    for number, spellings in enumerate(
        (
            "كانون الثاني|كانون ثاني|يناير|january|jan|janvier|ocak",
            "شباط|فبراير|february|feb|février|fevrier|şubat|subat",
            "آذار|اذار|مارس|march|mar|mars|mart",
            "نيسان|أبريل|ابريل|april|apr|avril|nisan",
            "أيار|ايار|مايو|may|mai|mayıs",
            "حزيران|يونيو|june|jun|juin|haziran",
            "تموز|يوليو|july|jul|juillet|temmuz",
            "آب|اب|أغسطس|اغسطس|august|aug|août|aout|ağustos",
            "أيلول|ايلول|سبتمبر|september|sep|sept|septembre|eylül",
            "تشرين الأول|تشرين أول|تشرين اول|أكتوبر|اكتوبر|october|oct|octobre|ekim",
            "تشرين الثاني|تشرين ثاني|نوفمبر|november|nov|novembre|kasım",
            "كانون الأول|كانون أول|كانون اول|ديسمبر|december|dec|décembre|aralık",
        ),
        start=1,
    )
    for name in spellings.split("|")
}


def _days(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        d = date(year, month, day)
    except ValueError:
        return None
    return d, d


def read_date(text: str, *, us: bool = False) -> tuple[date, date] | None:
    """A crude reader for the formats of these lists: enough to measure linkage with."""
    text = text.strip().translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")).lower()
    if not text:
        return None
    if m := re.fullmatch(r"(\d{4})", text):
        return date(int(m[1]), 1, 1), date(int(m[1]), 12, 31)
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        if (int(m[2]), int(m[3])) == (1, 1):
            return date(int(m[1]), 1, 1), date(int(m[1]), 12, 31)
        return _days(int(m[1]), int(m[2]), int(m[3]))
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return _month(int(m[1]), int(m[2]))
    if m := re.fullmatch(r"(\d{1,2})[/-](\d{4})", text):
        return _month(int(m[2]), int(m[1]))
    if m := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text):
        a, b = int(m[1]), int(m[2])
        day, month = (b, a) if us else (a, b)
        if (day, month) == (1, 1):
            return date(int(m[3]), 1, 1), date(int(m[3]), 12, 31)
        return _days(int(m[3]), month, day)
    if m := re.fullmatch(r"(\d{1,2} )?(\D+) (\d{4})", text):
        month = _MONTHS.get(m[2].strip())
        if month:
            return _days(int(m[3]), month, int(m[1])) if m[1] else _month(int(m[3]), month)
    return None


def _month(year: int, month: int) -> tuple[date, date]:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def _place_key(text: str) -> str:
    text = text.lower().translate(str.maketrans("أإآىةêéèâîûôḥṣṭḍāīūʻʿʾ", "اااياeeeaiuohstdaiuʼʼʼ"))
    text = re.sub(r"[ʼ'’`‘\"]", "", text)
    text = re.sub(r"\b(governorate|province|the|of|al|el|ar|ash|as|at|an|ad|az|city)\b", " ", text)
    text = re.sub(r"[^\w]+", " ", text)
    text = re.sub(r"\b(محافظه|محافظا|مدينا|ناحيا|منطقا)\b", " ", text)
    return " ".join(re.sub(r"^ال", "", word) for word in text.split())


class Places:
    def __init__(self) -> None:
        self.codes: dict[str, list[str]] = {}
        for name, column in (
            ("syria_places.csv", ("name_en", "name_ar")),
            ("syria_place_aliases.csv", ("alias",)),
        ):
            with (SHARED / "data" / name).open(encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    for text in (row[c] for c in column):
                        self._put(text, row["pcode"])

    def _put(self, text: str, code: str) -> None:
        found = self.codes.setdefault(_place_key(text), [])
        if code not in found and len(code) > 2:
            found.append(code)

    def read(self, text: str) -> list[str]:
        if m := re.fullmatch(r"(.+?)\s*\((.+)\)", text.strip()):
            inner, outer = self.read(m[1]), self.read(m[2])
            return [code for code in inner if any(code.startswith(o) for o in outer)] or inner or outer
        key = _place_key(text)
        found = self.codes.get(key, [])
        if not found and key.startswith("مركز "):
            found = self.codes.get(key[5:], [])
        return sorted(found)


def narrow(wide: list[str], fine: list[str]) -> list[str]:
    inside = [code for code in fine if any(code.startswith(w[:4]) for w in wide)]
    return inside or wide


def _read(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    delimiter = max("\t;,", key=text.splitlines()[0].count)
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def _age(age: str, at: tuple[date, date] | None) -> tuple[date, date] | None:
    age = age.strip().translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
    if not age.isdigit() or at is None:
        return None
    years = int(age)
    return at[0] - timedelta(days=int((years + 1) * 365.25) - 1), at[1] - timedelta(days=int(years * 365.25))


def _row(list_id: str, row: int, **values: object) -> dict[str, object]:
    out: dict[str, object] = {"record_id": f"{list_id}:{row}", "list_id": list_id}
    for name, value in values.items():
        if name in ("birth", "arrest", "death"):
            if value:
                out[f"{name}_start"], out[f"{name}_end"] = value
        elif name == "sex":
            out[name] = value
        else:
            texts = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
            out[name] = [t for t in texts if t and t.strip()] or None
    return out


_SEX = {"m": "male", "f": "female", "ذكر": "male", "أنثى": "female", "انثى": "female"}


def syria() -> list[dict[str, object]]:
    folder, places, out = SHARED / "data/lists/syria_synth_small/lists", Places(), []
    for n, r in enumerate(_read(folder / "sijill_watani_jadid.csv"), 1):
        out.append(_row("sijill_watani_jadid", n, name_given=r["الاسم الأول"], name_father=r["اسم الوالد"], name_grandfather=r["اسم الجد"],
                        name_family=r["النسبة"], mother_name=r["اسم الوالدة"], mother_family=r["نسبة الوالدة"],
                        birth=read_date(r["تاريخ الولادة"]), sex=_SEX.get(r["الجنس"].strip()),
                        origin_place=narrow(places.read(r["المحافظة"]), places.read(r["الناحية"])),
                        arrest=read_date(r["تاريخ التوقيف"]), held_place=r["مكان الاحتجاز"]))  # fmt: skip
    for n, r in enumerate(_read(folder / "detention_watch.csv"), 1):
        out.append(_row("detention_watch", n, name_given=r["First name"], name_father=r["Father / grandfather"], name_family=r["Surname"],
                        sex=_SEX.get(r["Gender"].strip().lower()), birth=read_date(r["Birth date"], us=True),
                        origin_place=narrow(places.read(r["Province"]), places.read(r["Town"])), arrest=read_date(r["Arrest date"], us=True),
                        death=read_date(r["Date of death"], us=True)))  # fmt: skip
    for n, r in enumerate(_read(folder / "lajnat_almuhami.csv"), 1):
        arrest = read_date(r["متى أُوقف"])
        kunya = re.search("يُكنى (.+)", r["ملاحظات المكتب"] or "")
        out.append(_row("lajnat_almuhami", n, name=r["الموكّل"], mother_name=r["والدته"], birth=_age(r["العمر عند التوقيف"], arrest),
                        origin_place=places.read(r["من أهالي"]), arrest=arrest, name_kunya=kunya[1] if kunya else "",
                        arrest_agency=r["الجهة التي أوقفته"]))  # fmt: skip
    for n, r in enumerate(_read(folder / "diaspora_form.csv"), 1):
        arrest = read_date(r["When was he/she taken?"])
        birth = read_date(r["Birthday"]) or _age(r["Age when taken"], arrest)
        mother = r["Name of mother"].split()
        out.append(_row("diaspora_form", n, name=r["Name of the detainee"], mother_name=" ".join(mother[:1]),
                        mother_family=" ".join(mother[1:]), birth=birth, origin_place=places.read(r["From where?"]), arrest=arrest))  # fmt: skip
    for n, r in enumerate(_read(folder / "akhbar_asmaa.csv"), 1):
        arrest = read_date(r["التاريخ"])
        out.append(_row("akhbar_asmaa", n, name=r["اسم المعتقل"], origin_place=places.read(r["المنطقة"]), arrest=arrest,
                        birth=_age(r["العمر"], arrest), arrest_agency=r["الجهة"]))  # fmt: skip
    return out


def gaza() -> list[dict[str, object]]:
    folder, out = SHARED / "data/lists/gaza_tfp/lists", []
    for stem, as_of in (
        ("list_a_2024_04", date(2024, 4, 1)),
        ("list_b_2024_09", date(2024, 9, 1)),
        ("list_c_2025_03", date(2025, 3, 1)),
    ):
        for n, r in enumerate(_read(folder / f"{stem}.csv"), 1):
            names = [r.get("name") or "", r.get("en_name") or ""]
            birth = read_date(r.get("dob") or "")
            if (
                birth is None
            ):  # age at death, and the list does not say when: from the start of the war to the list
                birth = _age(r["age"], (date(2023, 10, 7), as_of))
            out.append(_row(stem, n, name=names, sex=_SEX[r["sex"]], birth=birth))
    return out


def load(name: str) -> pa.Table:
    from sijill.linkage import SCHEMA

    rows = {"syria_synth_small": syria, "gaza_tfp": gaza}[name]()
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def evaluate(name: str, clusters: dict[str, int]) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        links, out = Path(folder) / "links.csv", Path(folder) / "out.json"
        with links.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["list", "row", "person_id"])
            for record, person in clusters.items():
                stem, row = record.rsplit(":", 1)
                writer.writerow([f"{stem}.csv", row, person])
        subprocess.run(
            [sys.executable, str(SHARED / "tools/evaluate_links.py"), "--truth", str(SHARED / f"data/lists/{name}/truth.csv"),
             "--links", str(links), "--json", str(out), "--quiet"],
            check=True,
        )  # fmt: skip
        return json.loads(out.read_text())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--list", choices=LISTS, action="append")
    arguments.add_argument("--no-splink", action="store_true")
    options = arguments.parse_args()
    from sijill.linkage import link

    for name in options.list or LISTS:
        table = load(name)
        started = time.time()
        result = link(table)
        seconds = time.time() - started
        scores = evaluate(name, result.clusters)
        pw = scores["pairwise"]
        print(
            f"{name}: P {pw['precision']:.4f} R {pw['recall']:.4f} F1 {pw['f1']:.4f}; model P {result.report['expected_precision']:.4f} "
            f"R {result.report['expected_recall']:.4f}; review {result.report['review_pairs']}; {seconds:.1f} s; "
            f"siblings {scores['confusions']['siblings (same household)']['rate']}"
        )


if __name__ == "__main__":
    main()

"""Reading decrees from files: the shipped ones, and those a register adds in ``sources/decrees/``."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sijill.amnesties.model import Confidence, Decree, Effect, Field, Operator, Test, Token
from sijill.errors import InputError, NotFoundError, UsageError, Where
from sijill.tables.register import Register

OWN: Final = "decrees"
ROLES: Final = ("covers", "excludes", "conditions", "partial", "person_scope")
CUT_OFF: Final = "cut-off"
RULE_SETS: Final = ("text", "officials", "critics")
UNKNOWN: Final = Token(
    text="", role="", codes=(), why="not in the table of tokens", why_ar="ليست في جدول الكلمات"
)


def decrees(register: Register | None = None) -> tuple[Decree, ...]:
    """All decrees in the order of their dates. Raises InputError for a file that is no decree or repeats an id."""
    found = list(shipped())
    known = {one.id for one in found}
    for path in own_files(register):
        made = load(path.read_text(encoding="utf-8"), name=path.name)
        if made.id in known:
            raise InputError(
                f"The decree {made.id} is there already",
                where=Where(file=path.name),
                remedy="Give it its own id",
            )
        known.add(made.id)
        found.append(made)
    return tuple(sorted(found, key=lambda one: (one.issued, one.id)))


def decree(asked: str, register: Register | None = None) -> Decree:
    """The decree of this id, however it is cased: ``LD-7-2022``. Raises NotFoundError."""
    wanted = asked.strip().casefold().replace("/", "-").replace(" ", "-").replace("_", "-")
    for one in decrees(register):
        if one.id.casefold() == wanted:
            return one
    raise NotFoundError(f"No decree {asked!r}", remedy="See the ids with: sijill amnesty list DIR")


def own_files(register: Register | None) -> list[Path]:
    return sorted((register.sources / OWN).glob("*.json")) if register is not None else []


@cache
def shipped() -> tuple[Decree, ...]:
    folder = resources.files("sijill.amnesties") / "data" / "decrees"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return tuple(load(one.read_text(encoding="utf-8"), name=one.name) for one in files)


def load(text: str, *, name: str) -> Decree:
    """One decree from JSON. Raises InputError naming the file and what is wrong in it."""
    try:
        raw: dict[str, Any] = json.loads(text)
        made = _decree(raw)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise InputError(
            f"This is no decree ({type(problem).__name__}: {problem})",
            where=Where(file=name),
            remedy="Write it like the files in sijill/amnesties/data/decrees",
        ) from problem
    return made


def _decree(raw: dict[str, Any]) -> Decree:
    confidence = Confidence(raw["confidence"])
    cutoff = date.fromisoformat(raw["cutoff"]) if raw.get("cutoff") else None
    claimed, _ = claimed_tests()
    tests = tuple(_test(one) for one in raw.get("tests", ()))
    if confidence is Confidence.TEXT:
        if not tests:
            raise ValueError("a decree whose text was read needs tests")
        sets = {str(key): tuple(ids) for key, ids in raw["rule_sets"].items() if isinstance(ids, list)}
        by_id = {one.id: one for one in (*tests, *claimed.values())}
        missing = sorted({one for ids in sets.values() for one in ids} - set(by_id))
        if missing:
            raise ValueError(f"a rule set names {missing[0]!r}, which no test defines")
        used = {one for ids in sets.values() for one in ids}
        tests = (*tests, *(claimed[one] for one in sorted(used) if one in claimed))
    else:
        tests = (_cut_off(cutoff),) if cutoff is not None else ()
        sets = dict.fromkeys(RULE_SETS, tuple(one.id for one in tests))
    notes, notes_ar = (
        {
            key.removesuffix(ending): str(text)
            for key, text in raw.get("rule_sets", {}).items()
            if isinstance(text, str) and key.endswith(ending)
        }
        for ending in ("_note", "_note_ar")
    )
    return Decree(
        id=str(raw["id"]),
        number=int(raw["number"]),
        year=int(raw["year"]),
        issued=date.fromisoformat(raw["date"]),
        cutoff=cutoff,
        confidence=confidence,
        tokens=tuple(_tokens(raw)),
        tests=tests,
        rule_sets=sets,
        rule_set_notes=notes,
        rule_set_notes_ar=notes_ar,
        note=str(raw.get("note", "")),
        raw=raw,
    )


def _cut_off(cutoff: date) -> Test:
    """What can be asked of a decree whose text nobody has read: was the offence before the cut-off?"""
    arrest = Test(id=CUT_OFF, field=Field.ARREST_DATE, operator=Operator.LESS, value=cutoff)
    return Test(
        id=CUT_OFF,
        field=Field.OFFENCE_DATE,
        operator=Operator.LESS,
        value=cutoff,
        fallback=arrest,
        basis="the cut-off date; the text was not read",
        basis_ar="تاريخ الحد؛ ولم يُقرأ النص",
    )


def _test(raw: Mapping[str, Any]) -> Test:
    operator = Operator(raw["op"])
    fallback = raw.get("fallback")
    return Test(
        id=str(raw.get("id", "")),
        field=Field(raw["field"]),
        operator=operator,
        value=_value(operator, raw["value"]),
        unknown_if=_codes(raw.get("unknown_if", ())),
        fail_if=frozenset(raw.get("fail_if", ())),
        fallback=_test({"id": raw.get("id", ""), **fallback}) if fallback else None,
        effect=Effect(raw.get("effect", Effect.NONE)),
        basis=str(raw.get("basis", "")),
        basis_ar=str(raw.get("basis_ar", "")),
    )


def _codes(raw: Iterable[str]) -> frozenset[str]:
    """ISO 3166-1 has a code for stateless persons; that nothing is said is unknown in any case."""
    return frozenset("XXA" if code == "stateless" else code for code in raw) - {"missing"}


def _value(operator: Operator, raw: Any) -> frozenset[str] | date | bool:  # as JSON has it
    match operator:
        case Operator.IN | Operator.NOT_IN:
            if not isinstance(raw, list):
                raise TypeError(f"{operator} needs a list of codes")
            return frozenset(str(one) for one in raw)
        case Operator.LESS:
            return date.fromisoformat(raw)
        case Operator.EQUAL:
            if not isinstance(raw, bool):
                raise TypeError("eq needs true or false")
            return raw


def _tokens(raw: Mapping[str, Any]) -> Iterable[Token]:
    for role in ROLES:
        said = raw.get(role) or []
        for text in [said] if isinstance(said, str) else said:
            known = token_table().get(str(text), UNKNOWN)
            yield Token(
                text=str(text),
                role=role,
                codes=known.codes,
                why=known.why,
                text_ar=known.text_ar,
                why_ar=known.why_ar,
            )


@cache
def token_table() -> dict[str, Token]:
    """Each word of the table, of no role: codes as ``list:code``, why none or not quite, and both in Arabic."""
    return {
        row["token"]: Token(
            text=row["token"],
            role="",
            codes=tuple(code for code in row["codes"].split("|") if code),
            why=row["why"],
            text_ar=row["ar"],
            why_ar=row["why_ar"],
        )
        for row in read_rows("tokens.csv")
    }


@cache
def claimed_tests() -> tuple[dict[str, Test], str]:
    """Rules that speakers claim and no text holds, by id; and the file's own note on them."""
    text = (resources.files("sijill.amnesties") / "data" / "claimed_rules.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    return {one["id"]: _test(one) for one in raw["tests"]}, str(raw["note"])


def read_rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("sijill.amnesties") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def rules_of(one: Decree, rule_set: str) -> tuple[Test, ...]:
    """The tests of a rule set in its order. Raises UsageError for a set the decree does not have."""
    ids = one.rule_sets.get(rule_set.casefold())
    if ids is None:
        raise UsageError(f"{one.name} has no rule set {rule_set!r}", remedy=f"Use {', '.join(one.rule_sets)}")
    by_id = {test.id: test for test in one.tests}
    return tuple(by_id[rule] for rule in ids)


def extra_rules(one: Decree) -> tuple[Test, ...]:
    """Tests with an effect of their own, asked beside every rule set."""
    return tuple(test for test in one.tests if test.effect is not Effect.NONE)

"""A small register of three organisations for the tests of what a viewer sees: invented people, joined by judgement.

north's list and south's list tell of the same people 0 to 3, joined two by two; east's list has a record of person 0
that is joined to south's only. So north and east see person 0 apart, and only whoever sees south sees all three as
one.
"""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sijill.access.filter import ClaimFilter, visible
from sijill.access.model import Actor, Grant, Level, Purpose, Role, Standing, operator
from sijill.manual_review import store as reviews
from sijill.manual_review.model import Verdict
from sijill.pipeline import verbs
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register
from sijill.web.look import sight as sights
from sijill.web.look import snapshot as snapshots
from sijill.web.look.sight import Sight

AT = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
HEADER = (
    "name",
    "mother's name",
    "date of birth",
    "date of arrest",
    "place of arrest",
    "prison",
    "sex",
    "status",
    "informant",
)
NORTH = (
    ("خالد يوسف الحداد", "فاطمة", "1980-05-02", "2013-03-04", "حلب", "سجن صيدنايا", "ذكر", "معتقل", "سرّ أول"),
    ("سمير حسن النجار", "مريم", "1975-01-11", "2012-07-20", "حمص", "سجن تدمر", "ذكر", "معتقل", ""),
    ("ياسر عدنان الخياط", "سعاد", "1990-09-09", "2014-02-01", "دمشق", "", "ذكر", "أفرج عنه", ""),
    ("وليد جميل الصباغ", "هدى", "1988", "2013-03-04", "حلب", "سجن صيدنايا", "ذكر", "معتقل", ""),
    ("عمر يوسف الحداد", "فاطمة", "1983", "2013-03-05", "حلب", "سجن صيدنايا", "ذكر", "معتقل", ""),
)
SOUTH = (
    (
        "Khaled Youssef Al Haddad",
        "Fatima",
        "1980",
        "2013-03-04",
        "Aleppo",
        "Saydnaya Prison",
        "male",
        "died in detention",
        "",
    ),
    ("Samir Hasan Najjar", "Mariam", "1975", "2012-07", "Homs", "Tadmor Prison", "male", "detained", ""),
    ("Yasser Adnan Khayat", "Souad", "1990", "2014-02-01", "Damascus", "", "male", "released", ""),
    (
        "Walid Jamil Sabbagh",
        "Huda",
        "1989",
        "2013-03-04",
        "Aleppo",
        "Saydnaya Prison",
        "male",
        "detained",
        "",
    ),
    ("Nader Riad Dabbagh", "Rana", "1970", "2011-11-11", "Hama", "", "male", "detained", ""),
)
EAST = (("Abu Saeed", "", "", "", "", "", "male", "unknown", ""),)  # nothing the model could join by
LISTS = {"cedar": ("north", NORTH), "lamp": ("south", SOUTH), "olive": ("east", EAST)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    register: Register
    records: dict[str, list[str]]  # list -> record ids in the order of its rows


def build(folder: Path) -> Built:
    paths = [_write(folder / "lists" / f"{name}.csv", rows) for name, (_, rows) in LISTS.items()]
    root = folder / "register"
    done = verbs.unify(
        paths,
        into=root,
        organisations={f"{name}.csv": organisation for name, (organisation, _) in LISTS.items()},
        engine="reference",
        at=AT,
        actor="operator:test",
    )
    accession = {one.accession.list_id: one.accession.id for one in done.taken}
    records = {
        name: [f"{accession[name]}-{row}" for row in range(1, len(rows) + 1)]
        for name, (_, rows) in LISTS.items()
    }
    for row in range(4):
        reviews.judge(records["cedar"][row], records["lamp"][row], Verdict.SAME, by="user:1", at=AT)
    reviews.judge(records["lamp"][0], records["olive"][0], Verdict.SAME, by="user:1", at=AT)
    everyone = [record for found in records.values() for record in found]
    same = {(row.left, row.right) for row in reviews.pair_outcomes()}
    for one in everyone:
        for two in everyone:
            if one < two and (one, two) not in same and not _together(records, one, two):
                reviews.judge(one, two, Verdict.DIFFERENT, by="user:1", at=AT)
    # north's and east's records of person 0 are joined through south's alone
    verbs.link(root, engine="reference")
    return Built(register=registers.open_register(root), records=records)


def copy_of(built: Built, folder: Path) -> Built:
    """The same register once more, for a test that changes something."""
    database.close()
    shutil.copytree(built.register.root, folder / "register")
    return Built(register=registers.open_register(folder / "register"), records=built.records)


def _together(records: dict[str, list[str]], one: str, two: str) -> bool:
    return {one, two} <= {records["cedar"][0], records["lamp"][0], records["olive"][0]}


def _write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


def actor(organisation: str, *roles: Role, grants: dict[str, Grant] | None = None) -> Actor:
    return Actor(
        user=organisation,
        username=organisation,
        organisation=organisation,
        roles=frozenset(roles or (Role.READER,)),
        standing=Standing(grants=grants or {}),
    )


def claims_of(organisation: str, *, sees: Sequence[str] = ()) -> ClaimFilter:
    """What a reader of that organisation sees; ``sees`` names lists shared with it in full."""
    grants = {name: Grant(level=Level.ORGANISATION, sensitive=True) for name in sees}
    return visible(actor(organisation, grants=grants), Purpose.CASEWORK)


def sight_of(built: Built, organisation: str | None = None, *, sees: Sequence[str] = ()) -> Sight:
    """The sight of a reader of that organisation; None: the operator, who sees everything but what is sealed."""
    claims = (
        visible(operator("operator:test"), Purpose.CASEWORK)
        if organisation is None
        else claims_of(organisation, sees=sees)
    )
    return sights.of(snapshots.current(built.register), claims)


def forget() -> None:
    snapshots._held.clear()
    database.close()

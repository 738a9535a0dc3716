"""A letter of a LETTER case: published figures, and the names of those who agreed to be named to this addressee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sijill.cases import store as cases
from sijill.cases.matter import Matter
from sijill.cases.model import Case, Result
from sijill.errors import UsageError
from sijill.persons.gather import names_of
from sijill.pipeline import submit as submitting
from sijill.pipeline.cases import matters
from sijill.pipeline.derive import read_state, require_linked
from sijill.pipeline.submit import Submitted
from sijill.statistics.counts import Stratum
from sijill.statistics.models import PublicTable
from sijill.submissions import form_file, gate, letter, manifest, store
from sijill.submissions.document import WRITTEN_IN
from sijill.submissions.gate import Visible
from sijill.submissions.letter import Figures
from sijill.submissions.manifest import CHECKER, NAME, Made
from sijill.submissions.model import Entered, Subject
from sijill.tables.canonical import digest
from sijill.tables.files import sha256_of_bytes, write_bytes
from sijill.tables.register import Register

if TYPE_CHECKING:  # loaded where figures are asked for: most letters have none
    from sijill.statistics.disclose import Publication
    from sijill.statistics.tiers import Counted

LETTER = "LETTER"
# The table, its cells with their raw labels, and its dimensions.
Published = tuple[Figures, tuple[tuple[str, ...], ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The persons of a letter who may be named, and the ids of those who may not, with the reason."""

    subjects: tuple[Subject, ...]
    unnamed: Mapping[str, str]


def write_letter(
    register: Register,
    case_id: str,
    *,
    formats: Sequence[str],
    languages: Sequence[str],
    by: Sequence[Stratum] | None,
    as_of: date | None,
    out: Path,
    at: datetime,
    actor: str,
    visible: Visible = submitting.everything,
    seen: Sequence[Matter] | None = None,
    table: PublicTable | None = None,
    inside: bool = False,
) -> Submitted:
    """Renders into the new or empty folder ``out``. ``by`` None: no figures; empty: the total alone.

    ``table``: a table that was published before, in place of ``by``. ``seen`` and ``inside`` as in ``submit``.

    Raises UsageError when the case is no letter, has no addressee, or figures lack their day.
    """
    require_linked(register)
    case = cases.get(case_id)
    if case.procedure != LETTER:
        raise UsageError(
            f"Case {case.id} is no letter", remedy=f"Open one with: sijill case new --procedure {LETTER}"
        )
    form = form_file.load(LETTER)
    submitting.refuse_unfit(form, formats, languages)
    if not inside:
        submitting.refuse_folder(register, out)
    found = matters(register, case, on=at.date())
    recipient, answers = _recipient(case, found), submitting.entered_of(found[0])
    named = name_those_who_agreed(found, visible, seen)
    found = found if seen is None else list(seen)
    figures = None if by is None else published(register, by, as_of, at=at, actor=actor)
    if table is not None:
        figures = figures_of(table)
    sources = submitting.sources_of(register)
    documents = [
        letter.build(
            form,
            named.subjects,
            others=bool(named.unnamed),
            answers=answers,
            figures=_in_language(figures, language),
            recipient=recipient,
            case=case.id,
            language=language,
            when=at,
            sources=sources,
        )
        for language in languages
    ]
    for one in documents:
        said = [statement for matter in found for statement in matter.person.statements]
        own = [name for matter in found for name in names_of(matter.person.statements)]
        gate.refuse_named_witnesses(
            {key: text for key, text in one.data.items() if key != "sender"}, said, own
        )
        by_person = {matter.person.id: matter.person.statements for matter in found}
        gate.refuse_left_out(one.data, [(each, by_person[each.person]) for each in named.subjects])
    files = [
        Made(
            name=f"{one.name}.{kind}",
            kind=kind,
            language=one.language,
            content=submitting.render_one(one, kind),
        )
        for one in documents
        for kind in formats
    ]
    files.append(Made(name=CHECKER, kind="program", language="", content=manifest.checker()))
    consents = {one.person: one.consent for one in named.subjects}
    content = manifest.manifest(
        documents,
        files,
        register=register.id,
        ledger={},
        consents=consents,
        persons=list(consents),
        against="",
    )
    row = store.rendered(
        form,
        case=case.id,
        persons=list(consents),
        consents=sorted({each for one in consents.values() for each in one.ids}),
        made=files,
        manifest=content,
        confirmed=True,
        draft=False,
        at=at,
        by=actor,
    )
    for file in files:
        write_bytes(out / file.name, file.content)
    write_bytes(out / NAME, content)
    told = [
        f"The wording in {language} is our translation [K]: let a lawyer read it"
        for language in languages
        if language != WRITTEN_IN
    ]
    told += [f"{person} is not named: {why}" for person, why in named.unnamed.items()]
    return Submitted(
        folder=out,
        rendering=row.id,
        files=tuple(files),
        manifest_sha256=sha256_of_bytes(content),
        documents=tuple(documents),
        warnings=tuple(told),
    )


def name_those_who_agreed(
    found: Sequence[Matter], visible: Visible, seen: Sequence[Matter] | None = None
) -> Named:
    """Splits the persons of the case by the gate that submissions have; here those without consent are left out.

    The gate asks everything that was ``found``; names are printed as they are ``seen``.
    """
    form = form_file.load(LETTER)
    shown = {one.person.asked: one for one in (found if seen is None else seen)}
    subjects, unnamed = [], {}
    for matter in found:
        mine = shown.get(matter.person.asked)
        asked = [matter] if mine is None or mine is matter else [matter, mine]
        lacking = dict.fromkeys(
            why for one in asked for _, result, why in submitting.firm(one) if result is not Result.PASS
        )
        if lacking or mine is None:
            unnamed[matter.person.asked] = " ".join(lacking)
        else:
            subjects.append(submitting.subject_of(mine, form, visible))
    return Named(subjects=tuple(subjects), unnamed=unnamed)


def published(
    register: Register, by: Sequence[Stratum], as_of: date | None, *, at: datetime, actor: str
) -> Published:
    """The public table of these strata: what is in a letter is published, kept, and safe beside earlier tables.

    Returns it with its raw labels and its dimensions, to be put into words per language.
    """
    from sijill.statistics import shown
    from sijill.statistics import store as tables
    from sijill.statistics.disclose import Suppressed

    counted = _counted(register, by, as_of)
    row, publication = tables.make_public(counted.tally, data=counted.digest, by=actor, at=at)
    table = shown.public(counted, publication, row.pk)
    total = None if isinstance(table.total.documented, Suppressed) else int(table.total.documented)
    day = counted.tally.as_of
    figures = Figures(
        as_of=datetime(day.year, day.month, day.day, tzinfo=UTC),
        number=int(row.pk),
        heads=(),
        rows=(),
        total=total,
    )
    cells = tuple(
        (*each.stratum, "" if isinstance(each.documented, Suppressed) else str(int(each.documented)))
        for each in table.rows
    )
    return figures, cells, tuple(table.by)


def preview(register: Register, by: Sequence[Stratum], as_of: date | None) -> "Publication":
    """What ``published`` would make public of these strata now; nothing is published by looking."""
    from sijill.statistics import store as tables

    counted = _counted(register, by, as_of)
    return tables.preview(counted.tally, data=counted.digest)


def _counted(register: Register, by: Sequence[Stratum], as_of: date | None) -> "Counted":
    from sijill.statistics import shown
    from sijill.statistics.tiers import count

    shown.require_public(tuple(by), as_of_given=as_of is not None)
    assert as_of is not None
    state = read_state(register) or {}
    recall = ((state.get("outcome") or {}).get("report") or {}).get("expected_recall")
    return count(register, tuple(by), as_of=as_of, recall=recall, digest=digest(state.get("inputs")), seed=0)


def figures_of(row: PublicTable) -> Published:
    """A table as it was published before: nothing new becomes public."""
    from sijill.statistics.disclose import TOTAL
    from sijill.statistics.published import ALL, rows
    from sijill.statistics.store import publication_of

    made = publication_of(row)
    every = (ALL,) * len(made.dimensions)
    cells = [(*labels, _told(value)) for labels, value in rows(made) if labels != every and made.dimensions]
    total = made.shown.get((TOTAL,) * len(made.dimensions))
    day = date.fromisoformat(row.as_of)
    figures = Figures(
        as_of=datetime(day.year, day.month, day.day, tzinfo=UTC),
        number=int(row.pk),
        heads=(),
        rows=(),
        total=int(total) if isinstance(total, int) else None,
    )
    return figures, tuple(cells), tuple(made.dimensions)


def _told(value: object) -> str:
    return str(value) if isinstance(value, int) else ""


def _in_language(made: Published | None, language: str) -> Figures | None:
    from sijill.statistics.labels import stratum_label, value_label
    from sijill.submissions.words import phrase

    if made is None:
        return None
    figures, rows, by = made
    said: Literal["en", "ar"] = "ar" if language == "ar" else "en"
    words = tuple(
        (
            *(value_label(name, value, said) for name, value in zip(by, row[:-1], strict=True)),
            row[-1] or phrase("letter_withheld", language),
        )
        for row in rows
    )
    heads = (*(stratum_label(name, said) for name in by), phrase("letter_persons", language))
    return Figures(as_of=figures.as_of, number=figures.number, heads=heads, rows=words, total=figures.total)


def _recipient(case: Case, found: Sequence[Matter]) -> str:
    answers: Mapping[str, Entered] = submitting.entered_of(found[0])
    named = answers.get("letter_recipient")
    if named is None or not str(named.value).strip():
        raise UsageError(
            f"Case {case.id} does not say to whom the letter goes",
            remedy=f"Say it: sijill case set DIR {case.id} letter_recipient=…",
        )
    return str(named.value)

"""What a letter says besides its form: who may be named in it, and which published figures stand in it.

Only the operator publishes new figures, from a letter too; whoever else writes takes figures that are public already.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sijill.amnesties.decrees import RULE_SETS, decrees
from sijill.cases import store
from sijill.cases.admissibility import NEVER_DESPITE
from sijill.cases.checks import CHECKS
from sijill.cases.matter import Matter
from sijill.cases.model import Case, Result
from sijill.errors import NotFoundError, UsageError
from sijill.mentions.figures import Figure
from sijill.pipeline import cases as work
from sijill.pipeline import letter_contents as contents
from sijill.pipeline import letter_figures as register_figures
from sijill.pipeline import letters
from sijill.pipeline.letter_contents import Asked
from sijill.pipeline.letters import LETTER, Wanted
from sijill.pipeline.submit import Submitted, everything
from sijill.statistics.counts import Stratum
from sijill.statistics.disclose import Publication
from sijill.statistics.labels import stratum_label, value_label
from sijill.statistics.models import PublicTable
from sijill.statistics.published import ALL, rows
from sijill.statistics.store import publication_of
from sijill.submissions import audit_tables, letter, letter_counts, letter_file, letter_parts
from sijill.submissions.gate import ProtectedNameError
from sijill.submissions.letter_counts import AuditCounts
from sijill.submissions.letter_file import Provision
from sijill.submissions.models import RenderingRow
from sijill.submissions.notes import NoteBook
from sijill.web.guard import Ask
from sijill.web.look import cases as looking
from sijill.web.look import figures as figure_look
from sijill.web.markup import language
from sijill.web.pages import texts
from sijill.web.pages.days import day_of
from sijill.web.pages.numbers import whole_number
from sijill.web.pages.sights import sight_of

STRATA = tuple(one for one in Stratum if one is not Stratum.LIST)
TOTAL_ONLY = "total"
MOST = 20  # published tables to choose among


def on_page(request: HttpRequest, ask: Ask, case: Case, mine: Sequence[Matter]) -> dict[str, Any]:
    """Which letters there are, who is named and who not, the figures to choose among, and previews asked for."""
    sight = sight_of(ask)
    named = agreed(ask, case, mine)
    people = [(looking._other(sight, one.person.id), one) for one in mine]
    entered = store.latest(store.answers_of(case.id))
    recipient = entered.get("letter_recipient")
    asks = entered["letter_requests"].value if "letter_requests" in entered else None
    found: dict[str, Any] = {
        "recipient": str(recipient.value) if recipient is not None else "",
        "asks": _asks(asks) if asks else [],
        "letters": sorted(beside(ask, case), key=lambda one: (one.id != letter_file.USUAL, one.id)),
        "named": [who for who, one in people if one.person.id in named],
        "unnamed": [(who, _why(one)) for who, one in people if one.person.id not in named],
        "tables": [_described(row) for row in PublicTable.objects.order_by("-id")[:MOST]],
        "audit_tables": [
            (one, _audit_cells(contents.counts_of_table(ask.register, one)))
            for one in audit_tables.published(MOST)
        ],
        "measures": dict.fromkeys(one.measure for one in _counts(ask)),
        "provisions": [
            (
                letter_parts.provision_id(one),
                one.instrument.title[_tongue()],
                _gist(one),
                letter_parts.mark_of(one),
            )
            for one in letter_file.every_provision()
        ],
    }
    if ask.actor.is_operator:
        found |= _previews(request, ask)
    return found


def _previews(request: HttpRequest, ask: Ask) -> dict[str, Any]:
    """What the operator would publish with the letter; nothing is published by looking."""
    found: dict[str, Any] = {
        "strata": [(one.value, stratum_label(one, _tongue())) for one in STRATA],
        "decrees": decrees(ask.register),
        "rule_sets": RULE_SETS,
    }
    wanted, as_of = request.GET.getlist("by"), request.GET.get("as_of", "")
    if as_of:
        made = register_figures.preview(ask.register, _strata(wanted), day_of(as_of))
        ask.seen.others["previewed"] = list(made.dimensions)
        found |= {"preview": _table(made), "by": wanted or [TOTAL_ONLY], "as_of": day_of(as_of)}
    if request.GET.get("decree"):
        asked = _asked(request.GET, ask)
        counts = contents.preview(ask.register, contents.audited(ask.register, asked, at=ask.at))
        ask.seen.others |= {"decree": counts.id, "rules": asked.rules}
        found |= {"audit_preview": _audit_cells(counts), "audited": asked}
    return found


def _asked(given: Mapping[str, str], ask: Ask) -> Asked:
    return Asked(
        decree=given.get("decree", ""),
        rules=given.get("rules", RULE_SETS[0]),
        as_of=day_of(given.get("audit_as_of", ""), ask.today),
    )


def _audit_cells(made: AuditCounts) -> dict[str, Any]:
    """As the letter prints them: heads and rows of texts."""
    told = letter_counts.audit(made, NoteBook(language=_tongue(), sources={}), _tongue())
    assert told is not None
    return {
        "heads": told["table"]["head"],
        "rows": [[cell["text"] for cell in row] for row in told["table"]["rows"]],
        "small": told["small"],
    }


def _counts(ask: Ask) -> tuple[Figure, ...]:
    """Others' counts as far as the viewer may see the texts they stand in."""
    return figure_look.known_to({row.id for row in texts.own_texts(ask)})


def _gist(one: Provision) -> str:
    return one.obligation.gist[_tongue()] if one.obligation is not None else ""


def beside(ask: Ask, case: Case) -> list[letter_file.Template]:
    """Letters that go with a submission or follow it."""
    return [one for one in letter_file.load_all(ask.register).values() if one.fits(case.procedure)]


def agreed(ask: Ask, case: Case, mine: Sequence[Matter]) -> set[str]:
    """The viewer's ids of whoever may be named: consent stands in everything the register holds."""
    found = letters.name_those_who_agreed(
        work.matters(ask.register, case, on=ask.today), everything, list(mine)
    )
    return {one.person for one in found.subjects}


def refused_since(row: RenderingRow, desk: Any) -> bool:
    """Whether a letter names somebody who may not be named any more."""
    shut = {one.person.id for one in desk.refusals if one.person is not None}
    hidden = any(one.person is None for one in desk.refusals)
    named = set(json.loads(row.persons))
    return bool(named) and (
        hidden or bool(named & shut) or not named <= {one.person.id for one in desk.matters}
    )


def writer(
    request: HttpRequest,
    ask: Ask,
    case: Case,
    mine: Sequence[Matter],
    formats: Sequence[str],
    languages: Sequence[str],
) -> Callable[[Path], Submitted]:
    """What renders the letter into a folder. UsageError when it has no addressee."""
    recipient = store.latest(store.answers_of(case.id)).get("letter_recipient")
    if case.procedure == LETTER and (recipient is None or not str(recipient.value).strip()):
        raise UsageError(
            _("The case does not say to whom the letter goes"),
            remedy=_("Say it among the answers of the case"),
        )
    wanted = _wanted(request, ask, case)

    def write(out: Path) -> Submitted:
        return _told(
            partial(
                letters.write_letter,
                ask.register,
                case.id,
                wanted,
                formats=formats,
                languages=languages,
                out=out,
                at=ask.at,
                actor=ask.actor.ledger_name,
                seen=list(mine),
                inside=True,
            )
        )

    return write


def _told(write: Callable[[], Submitted]) -> Submitted:
    """With the refusals of a letter in the viewer's language."""
    try:
        return write()
    except ProtectedNameError:
        raise UsageError(
            _("Nothing was rendered: an answer names somebody the register protects"),
            remedy=_("Say it without the name, then render again"),
        ) from None
    except letters.NobodyNamedError:
        raise UsageError(
            _("Nobody in this case agreed to be named to this addressee"),
            remedy=_("The letter is a list of names; see the consents of each person"),
        ) from None
    except letters.NothingWaitsError:
        raise UsageError(
            _("Nothing in this case waits for a reply"),
            remedy=_("Keep what was sent among what happened; a reply ends the waiting"),
        ) from None
    except letters.NoAuditError:
        raise UsageError(
            _("This letter tells of an audit, and none was chosen"),
            remedy=_("Choose a published audit; the operator can look at one and publish it with the letter"),
        ) from None
    except letters.NoPlaceError:
        raise UsageError(
            _("This letter has no place for something that was chosen"),
            remedy=_("Leave it out, or take another letter"),
        ) from None


def _wanted(request: HttpRequest, ask: Ask, case: Case) -> Wanted:
    given = request.POST
    by, as_of, table = _figures(request, ask)
    audit, audit_table = None, whole_number(given.get("audit_table", ""))
    if audit_table is None and ask.actor.is_operator and given.get("decree"):
        audit = _asked(given, ask)
        ask.seen.others["published"] = True
    usual = letter_file.USUAL if case.procedure == LETTER else ""
    template = letter_file.load(given.get("letter", "") or usual, ask.register)
    ask.seen.others["letter"] = template.id
    return Wanted(
        template=template.id,
        by=by,
        as_of=as_of,
        table=table,
        audit=audit,
        audit_table=audit_table,
        counts=tuple(given.getlist("counts")),
        provisions=tuple(given.getlist("provision")),
        known_counts=_counts(ask),
    )


def _figures(request: HttpRequest, ask: Ask) -> tuple[list[Stratum] | None, date | None, PublicTable | None]:
    chosen = whole_number(request.POST.get("table", ""))
    if chosen is not None:
        row = PublicTable.objects.filter(pk=chosen).first()
        if row is None:
            raise NotFoundError("There is no such table")
        return None, None, row
    if ask.actor.is_operator and request.POST.get("as_of"):
        ask.seen.others["published"] = True
        return _strata(request.POST.getlist("by")), day_of(request.POST["as_of"]), None
    return None, None, None


def _strata(wanted: Sequence[str]) -> list[Stratum]:
    known = {one.value for one in STRATA}
    if not set(wanted) <= known | {TOTAL_ONLY}:
        raise UsageError(_("Nobody counts by that"), remedy=_("Choose from the list"))
    return [Stratum(one) for one in wanted if one in known]


def _why(matter: Matter) -> str:
    """As the viewer sees it; empty where it rests on what they may not see."""
    verdicts = [CHECKS[name](matter, {}) for name in sorted(NEVER_DESPITE)]
    told = [one.why.in_(language()) for one in verdicts if one.result is not Result.PASS]
    return " ".join(told)


def _asks(entered: object) -> list[str]:
    """What was entered that a letter asks for, in words."""
    given = entered if isinstance(entered, list) else [entered]
    return letter.asked([str(one) for one in given], language())


def _described(row: PublicTable) -> dict[str, Any]:
    made = publication_of(row)
    return {"id": row.pk, "as_of": date.fromisoformat(row.as_of)} | _table(made)


def _table(made: Publication) -> dict[str, Any]:
    """Heads and rows in words; None where a cell is withheld."""
    tongue = _tongue()
    every = (ALL,) * len(made.dimensions)
    shown = [
        (
            [value_label(name, label, tongue) for name, label in zip(made.dimensions, labels, strict=True)],
            value if isinstance(value, int) else None,
        )
        for labels, value in rows(made)
        if labels != every or not made.dimensions
    ]
    total = next((value for labels, value in rows(made) if labels == every), None)
    return {
        "heads": [stratum_label(name, tongue) for name in made.dimensions],
        "rows": shown if made.dimensions else [],
        "total": total if isinstance(total, int) else None,
    }


def _tongue() -> Any:  # a literal of two
    return "ar" if language() == "ar" else "en"

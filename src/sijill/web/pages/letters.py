"""What a letter says besides its form: who may be named in it, and which published figures stand in it.

Only the operator publishes new figures, from a letter too; whoever else writes takes figures that are public already.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sijill.cases import store
from sijill.cases.admissibility import NEVER_DESPITE
from sijill.cases.checks import CHECKS
from sijill.cases.matter import Matter
from sijill.cases.model import Case, Result
from sijill.errors import NotFoundError, UsageError
from sijill.pipeline import cases as work
from sijill.pipeline import letters
from sijill.pipeline.submit import Submitted, everything
from sijill.statistics.counts import Stratum
from sijill.statistics.disclose import Publication
from sijill.statistics.labels import stratum_label, value_label
from sijill.statistics.models import PublicTable
from sijill.statistics.published import ALL, rows
from sijill.statistics.store import publication_of
from sijill.submissions.letter import REQUESTS
from sijill.submissions.models import RenderingRow
from sijill.submissions.words import phrase
from sijill.web.guard import Ask
from sijill.web.look import cases as looking
from sijill.web.pages.days import day_of
from sijill.web.pages.sights import sight_of
from sijill.web.templatetags.sijill_page import language

STRATA = tuple(one for one in Stratum if one is not Stratum.LIST)
TOTAL_ONLY = "total"


def on_page(request: HttpRequest, ask: Ask, case: Case, mine: Sequence[Matter]) -> dict[str, Any]:
    """Who is named and who not, the figures to choose among, and a preview where one was asked for."""
    sight = sight_of(ask)
    named = agreed(ask, case, mine)
    people = [(looking._other(sight, one.person.id), one) for one in mine]
    entered = store.latest(store.answers_of(case.id))
    recipient = entered.get("letter_recipient")
    found: dict[str, Any] = {
        "recipient": str(recipient.value) if recipient is not None else "",
        "asks": _asks(entered["letter_requests"].value if "letter_requests" in entered else None),
        "named": [who for who, one in people if one.person.id in named],
        "unnamed": [(who, _why(one)) for who, one in people if one.person.id not in named],
        "tables": [_described(row) for row in PublicTable.objects.order_by("-id")[:20]],
        "strata": [(one.value, stratum_label(one, _tongue())) for one in STRATA]
        if ask.actor.is_operator
        else (),
    }
    wanted, as_of = request.GET.getlist("by"), request.GET.get("as_of", "")
    if ask.actor.is_operator and as_of:
        made = letters.preview(ask.register, _strata(wanted), day_of(as_of))
        ask.seen.others["previewed"] = list(made.dimensions)
        found |= {"preview": _table(made), "by": wanted or [TOTAL_ONLY], "as_of": day_of(as_of)}
    return found


def agreed(ask: Ask, case: Case, mine: Sequence[Matter]) -> set[str]:
    """The viewer's ids of whoever may be named: consent stands in everything the register holds."""
    found = letters.name_those_who_agreed(
        work.matters(ask.register, case, on=ask.at.date()), everything, list(mine)
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
    if recipient is None or not str(recipient.value).strip():
        raise UsageError(
            _("The case does not say to whom the letter goes"),
            remedy=_("Say it among the answers of the case"),
        )
    by, as_of, table = _figures(request, ask)

    def write(out: Path) -> Submitted:
        return letters.write_letter(
            ask.register,
            case.id,
            formats=formats,
            languages=languages,
            by=by,
            as_of=as_of,
            table=table,
            out=out,
            at=ask.at,
            actor=ask.actor.ledger_name,
            seen=list(mine),
            inside=True,
        )

    return partial(write)


def _figures(request: HttpRequest, ask: Ask) -> tuple[list[Stratum] | None, date | None, PublicTable | None]:
    chosen = request.POST.get("table", "")
    if chosen.isdecimal():
        row = PublicTable.objects.filter(pk=int(chosen)).first()
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
    """What the letter asks for, in words; what nobody said is what every letter asks."""
    given = entered if isinstance(entered, list) else [entered] if entered else list(REQUESTS)
    return [phrase(f"request_{one}", language()) if one in REQUESTS else str(one) for one in given]


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

"""The follow-up report of one instrument: blocks in English or Arabic, and one JSON-able object."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sijill.instruments.instruments import say
from sijill.instruments.model import FollowUp, Indicator, Standing
from sijill.statistics.charts import ACCENT, SECOND, Canvas
from sijill.typesetting.blocks import Block, Document, Heading, Language, Paragraph, Picture, Table

COLOURS: Mapping[str, str] = {
    "certain": ACCENT,
    "presumed": "#7fb0d3",
    "unknown": "#d5dbe1",
    "fate_unknown": SECOND,
}


def follow_up_document(made: FollowUp, *, language: Language = "en") -> Document:
    instrument = made.instrument
    blocks: list[Block] = [
        Paragraph(
            text=say(
                "scope", language, date=instrument.adopted, as_of=made.as_of, persons=f"{made.persons:,}"
            )
        ),
        Paragraph(
            text=" ".join([say(f"mark_{instrument.mark}", language), *_note(made, language)]), notice=True
        ),
        Heading(text=say("what", language)),
        *_obligations(made, language),
    ]
    asked = set(instrument.indicators)
    if Indicator.HELD_AT in asked:
        blocks += _held(made, language)
    if Indicator.VIOLATIONS in asked:
        blocks += _after(made, language)
    if Indicator.REQUESTS in asked:
        blocks += _requests(made, language)
    if Indicator.PLACES in asked:
        blocks += [
            Heading(text=say("places", language)),
            Paragraph(text=say("places_says", language, count=f"{made.places:,}")),
        ]
    if Indicator.ACKNOWLEDGED in asked:
        counts = {name: f"{count:,}" for name, count in made.acknowledged.items()}
        blocks += [
            Heading(text=say("acknowledged", language)),
            Paragraph(text=say("acknowledged_says", language, **counts)),
        ]
    return Document(
        title=say("title", language, title=instrument.title[language]),
        language=language,
        blocks=tuple(blocks),
        foot=say("foot", language),
    )


def follow_up_object(made: FollowUp) -> dict[str, Any]:
    """For programs: every indicator, whether the instrument asks for it or not."""
    instrument = made.instrument
    return {
        "instrument": instrument.id,
        "title": instrument.title["en"],
        "adopted": instrument.adopted.isoformat(),
        "mark": instrument.mark,
        "as_of": made.as_of.isoformat(),
        "persons": made.persons,
        "obligations": [
            {
                "id": one.id,
                "paragraph": one.paragraph,
                "gist": one.gist["en"],
                "indicators": [what.value for what in one.indicators],
                "groups": [group.value for group in one.groups],
                "mark": one.mark,
            }
            for one in instrument.obligations
        ],
        "held_at": {day.isoformat(): asdict(standing) for day, standing in made.held.items()},
        "groups": {
            group.value: {"adoption": asdict(then), "as_of": asdict(now)}
            for group, (then, now) in made.groups.items()
        },
        "post_resolution_violations": {"arrests": asdict(made.arrests), "deaths": asdict(made.deaths)},
        "requests_unanswered": [
            {"request": one.request.id, "sent": one.request.sent.isoformat(), "days": one.days}
            for one in made.waiting
        ],
        "no_reply_claimed": made.no_reply_claimed,
        "places_named": made.places,
        "acknowledged": dict(made.acknowledged),
    }


def _note(made: FollowUp, language: Language) -> list[str]:
    note = made.instrument.note[language]
    return [f"({note})"] if note else []


def _obligations(made: FollowUp, language: Language) -> list[Block]:
    if not made.instrument.obligations:
        return [Paragraph(text=say("anchor", language))]
    rows = [
        [
            one.paragraph or "—",
            one.gist[language],
            ", ".join(say(what.value, language) for what in one.indicators),
            one.mark,
        ]
        for one in made.instrument.obligations
    ]
    heads = [say(word, language) for word in ("paragraph", "demand", "indicators", "mark")]
    return [Table(heads=heads, rows=rows, widths=(2, 6, 3, 1))]


def _held(made: FollowUp, language: Language) -> list[Block]:
    names = ("certain", "presumed", "unknown", "fate_unknown")
    rows = [
        [day.isoformat(), *(f"{getattr(standing, name):,}" for name in names)]
        for day, standing in made.held.items()
    ]
    heads = [say("day", language), *(say(name, language) for name in names)]
    blocks: list[Block] = [
        Heading(text=say("held", language)),
        Paragraph(text=say("held_says", language), soft=True),
        Table(heads=heads, rows=rows, numeric=frozenset({1, 2, 3, 4})),
        Picture(name="held", svg=chart(made, language), alt=_in_words(made, language)),
    ]
    if made.groups:
        blocks += [
            Heading(text=say("by_group", language), level=3),
            Table(
                heads=[
                    say("group", language),
                    *(
                        f"{day.isoformat()}: {say(name, language)}"
                        for day, names in (
                            (made.instrument.adopted, ("certain", "presumed")),
                            (made.as_of, ("certain", "presumed", "fate_unknown")),
                        )
                        for name in names
                    ),
                ],
                rows=[
                    [
                        say(group.value, language),
                        *(
                            f"{count:,}"
                            for count in (
                                then.certain,
                                then.presumed,
                                now.certain,
                                now.presumed,
                                now.fate_unknown,
                            )
                        ),
                    ]
                    for group, (then, now) in made.groups.items()
                ],
                numeric=frozenset({1, 2, 3, 4, 5}),
                widths=(2, 2, 2, 2, 2, 2),
            ),
        ]
    return blocks


def chart(made: FollowUp, language: Language) -> str:
    """A bar for each day of the table: certain, presumed, unknown, fate unknown."""
    title = say("chart", language)
    rows = list(made.held.items())
    canvas = Canvas(width=720, height=76 + 26 * len(rows), title=title, rtl=language == "ar")
    most = max(1, *(sum(_parts(standing).values()) for _, standing in rows))
    canvas.text(0, 18, title, edge="left")
    left, width = 110.0, 540.0
    for place, (day, standing) in enumerate(rows):
        y = 34 + place * 26
        canvas.text(left - 10, y + 14, day.isoformat(), edge="right", size=12)
        x = left
        for name, count in _parts(standing).items():
            share = count / most * width
            canvas.rect(x, y, share, 18, COLOURS[name], hint=f"{say(name, language)}: {count:,}")
            x += share
        canvas.text(x + 8, y + 14, f"{sum(_parts(standing).values()):,}", edge="left", size=12)
    x, y = left, 34 + 26 * len(rows) + 14
    for name in COLOURS:
        canvas.rect(x, y, 14, 14, COLOURS[name])
        canvas.text(x + 20, y + 12, say(name, language), edge="left", size=12)
        x += 145
    return canvas.render()


def _parts(standing: Standing) -> dict[str, int]:
    return asdict(standing)


def _in_words(made: FollowUp, language: Language) -> str:
    return f"{say('chart', language)}. " + "; ".join(
        f"{day}: " + ", ".join(f"{say(name, language)} {count:,}" for name, count in _parts(standing).items())
        for day, standing in made.held.items()
    )


def _after(made: FollowUp, language: Language) -> list[Block]:
    rows = [
        [say(name, language), f"{what.sure:,}", f"{what.possible:,}"]
        for name, what in (("arrests", made.arrests), ("deaths", made.deaths))
    ]
    heads = [say(word, language) for word in ("kind", "sure", "possible")]
    return [
        Heading(text=say("after", language)),
        Paragraph(text=say("after_says", language), soft=True),
        Table(heads=heads, rows=rows, numeric=frozenset({1, 2}), widths=(3, 1, 1)),
    ]


def _requests(made: FollowUp, language: Language) -> list[Block]:
    blocks: list[Block] = [Heading(text=say("requests", language))]
    if made.waiting:
        heads = [say(word, language) for word in ("request", "sent", "days")]
        rows = [[one.request.id, one.request.sent.isoformat(), f"{one.days:,}"] for one in made.waiting]
        blocks.append(Table(heads=heads, rows=rows, numeric=frozenset({2}), widths=(3, 2, 1)))
    else:
        blocks.append(Paragraph(text=say("requests_none", language)))
    if made.no_reply_claimed:
        blocks.append(Paragraph(text=say("requests_claims", language, count=f"{made.no_reply_claimed:,}")))
    return blocks

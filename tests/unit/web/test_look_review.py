"""The queue of one reviewer: who judged is not told, two must agree, a conflict waits for a third."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import page_register
from page_register import Built, sight_of
from sijill.errors import NotFoundError
from sijill.manual_review import store as reviews
from sijill.manual_review.model import Verdict
from sijill.pipeline.reliance import relied_on
from sijill.tables import parquet
from sijill.tables.register import CONFIG_NAME
from sijill.web.look import review
from sijill.web.look import snapshot as snapshots


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return page_register.build(tmp_path_factory.mktemp("review"))


@pytest.fixture
def built(once: Built, tmp_path: Path) -> Iterator[Built]:
    """As built, but with two doubtful pairs nobody has judged."""
    found = page_register.copy_of(once, tmp_path)
    pairs = [
        (found.records["cedar"][4], found.records["lamp"][4]),
        (found.records["cedar"][2], found.records["lamp"][3]),
    ]
    for left, right in pairs:
        reviews.judge(left, right, Verdict.UNDONE, by="user:1", at=page_register.AT)
    path = found.register.derived / "pairs.parquet"
    table = pq.read_table(path)
    columns = {name: pa.nulls(2, table.schema.field(name).type) for name in table.column_names}
    columns |= {
        "left": pa.array([min(pair) for pair in pairs]),
        "right": pa.array([max(pair) for pair in pairs]),
        "probability": pa.array([0.9, 0.5]),
        "weight": pa.array([3.0, 0.0]),
        "decision": pa.array(["review", "review"]).cast(table.schema.field("decision").type),
    }
    for name in table.column_names:
        if name.startswith("weight_"):
            columns[name] = pa.array(np.zeros(2)).cast(table.schema.field(name).type)
        if name.startswith("level_"):
            columns[name] = pa.array(["missing"] * 2).cast(table.schema.field(name).type)
    parquet.write(path, pa.concat_tables([table, pa.table(columns, schema=table.schema)]))
    snapshots._held.clear()
    yield found
    page_register.forget()


def waiting(
    built: Built, reviewer: str, organisation: str | None = None, **options: object
) -> list[tuple[str, str]]:
    return list(review.queue_of(sight_of(built, organisation, **options), reviewer).waiting())  # type: ignore[arg-type]


def pairs_of(built: Built) -> list[tuple[str, str]]:
    return waiting(built, "user:new")


def test_the_most_uncertain_pair_comes_first(built: Built) -> None:
    first, second = pairs_of(built)
    assert set(first) == {built.records["cedar"][2], built.records["lamp"][3]}
    assert set(second) == {built.records["cedar"][4], built.records["lamp"][4]}
    queue = review.queue_of(sight_of(built), "user:new")
    assert queue.after(None) == first
    assert queue.after(first) == second
    assert queue.after(second) == first
    assert queue.before(second) == first
    assert queue.before(first) is None


def test_a_pair_with_a_hidden_record_is_not_there(built: Built) -> None:
    assert waiting(built, "user:new", "north") == []
    assert len(waiting(built, "user:new", "north", sees=("lamp",))) == 2
    with pytest.raises(NotFoundError):
        review.pair_of(sight_of(built, "north"), *pairs_of(built)[0], "user:new")


def test_one_word_settles_where_one_is_enough(built: Built) -> None:
    first, second = pairs_of(built)
    reviews.judge(*first, Verdict.SAME, by="user:2", at=page_register.AT)
    assert waiting(built, "user:3") == [second]
    progress = review.queue_of(sight_of(built), "user:3").progress
    assert (progress.pairs, progress.settled, progress.open, progress.mine) == (2, 1, 1, 0)


def test_two_reviewers_are_blind_to_each_other(built: Built) -> None:
    two_must_agree(built)
    first, _ = pairs_of(built)
    reviews.judge(*first, Verdict.SAME, by="user:2", at=page_register.AT)
    assert first not in waiting(built, "user:2")
    assert waiting(built, "user:3")[0] == first  # exactly as if nobody had spoken
    blind = review.pair_of(sight_of(built), *first, "user:3")
    assert (blind.mine, blind.said) == (None, ())
    reviews.judge(*first, Verdict.DIFFERENT, by="user:3", at=page_register.AT)
    told = review.pair_of(sight_of(built), *first, "user:3")
    assert dict(told.said) == {"user:2": Verdict.SAME, "user:3": Verdict.DIFFERENT}
    assert review.queue_of(sight_of(built), "user:4").progress.conflicts == 1
    assert first in waiting(built, "user:4")
    reviews.judge(*first, Verdict.DIFFERENT, by="user:4", at=page_register.AT)
    assert first not in waiting(built, "user:5")


def two_must_agree(built: Built) -> None:
    with (built.register.root / CONFIG_NAME).open("a", encoding="utf-8") as handle:
        handle.write("\n[review]\nreviewers = 2\n")


def test_agreement_tells_a_reviewer_nothing_of_what_is_still_open(built: Built) -> None:
    two_must_agree(built)
    first, second = pairs_of(built)
    for reviewer in ("user:2", "user:3"):
        reviews.judge(*first, Verdict.SAME, by=reviewer, at=page_register.AT)
    reviews.judge(*second, Verdict.SAME, by="user:2", at=page_register.AT)
    (found,) = [
        one for one in review.agreement_of(sight_of(built), "user:3") if one.reviewers == ("user:2", "user:3")
    ]
    assert (found.pairs, found.observed) == (1, 1.0)


def test_never_these_two_parts_every_record_of_both(built: Built) -> None:
    one, two = built.records["cedar"][0], built.records["lamp"][1]
    found = review.never_pairs(sight_of(built), one, two)
    assert {tuple(sorted(pair)) for pair in found} == {
        tuple(sorted((left, right)))
        for left in (built.records["cedar"][0], built.records["lamp"][0], built.records["olive"][0])
        for right in (built.records["cedar"][1], built.records["lamp"][1])
    }


def test_never_within_one_person_parts_the_two_records_only(built: Built) -> None:
    pair = (built.records["cedar"][0], built.records["lamp"][0])
    assert review.never_pairs(sight_of(built), *pair) == [pair]


def test_the_neighbours_of_a_pair_are_shown(built: Built) -> None:
    pair = next(pair for pair in pairs_of(built) if built.records["cedar"][4] in pair)
    page = review.pair_of(sight_of(built), *pair, "user:new")
    side = next(side for side in page.sides if side.record == built.records["cedar"][4])
    assert [one.name_ar for one in side.relatives] == ["خالد يوسف الحداد"]
    assert "خالد يوسف الحداد" in {one.name_ar for one in side.companions}
    names = next(row for row in page.rows if row.field == "name")
    assert {one.claim.value for one in (*names.left, *names.right)} == {
        "عمر يوسف الحداد",
        "Nader Riad Dabbagh",
    }


def test_whoever_judged_a_record_relied_on_it(built: Built) -> None:
    record = built.records["cedar"][0]
    assert relied_on({record: "p1"}) == {"user:1": "p1"}

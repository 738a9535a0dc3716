"""Reported, documented, imputed: counted by hand on a few invented records."""

from datetime import date

import numpy as np
import pytest

from sijill.errors import InputError
from sijill.statistics.impute import impute, mostly_missing
from sijill.statistics.tally import (
    CONTRADICTED_CODE,
    UNKNOWN_CODE,
    Missing,
    Records,
    inclusion_tables,
    person_values,
    tally,
)

AS_OF = date(2024, 12, 8)
# Six records, three lists; persons 0 (records 0, 1, 2), 1 (record 3), 2 (records 4, 5).
RECORDS = Records(
    lists=("A", "B", "C"),
    list_of=np.array([0, 1, 2, 0, 1, 2]),
    dimensions={
        "governorate": np.array([0, 0, -1, 1, 0, 1]),
        "year": np.array([-1, 3, 3, -1, 2, 2]),
    },
    values={"governorate": ("Homs", "Hama"), "year": ("2011", "2012", "2013", "2014")},
)
PARTITION = np.array([0, 0, 0, 1, 2, 2])


def cells(made):
    return {cell.stratum: (cell.reported, cell.documented, cell.lists) for cell in made.cells}


def test_a_person_has_what_its_records_agree_on():
    persons, values = person_values(PARTITION, RECORDS.dimensions["governorate"])
    assert persons.tolist() == [0, 1, 2]
    assert values.tolist() == [0, 1, CONTRADICTED_CODE]
    assert person_values(PARTITION, RECORDS.dimensions["year"])[1].tolist() == [3, UNKNOWN_CODE, 2]


def test_unknown_and_contradicted_are_rows_of_their_own():
    made = tally(RECORDS, ["governorate"], PARTITION, as_of=AS_OF)
    assert cells(made) == {("Homs",): (3, 1, 3), ("Hama",): (1, 1, 1), (Missing.CONTRADICTED,): (2, 1, 2)}
    assert [cell.stratum for cell in made.cells][-1] == (Missing.CONTRADICTED,)
    years = tally(RECORDS, ["year"], PARTITION, as_of=AS_OF)
    assert cells(years)[Missing.UNKNOWN,] == (1, 1, 1)
    assert years.missing_share == pytest.approx(1 / 3)
    assert (years.total.reported, years.total.documented) == (6, 3)
    assert made.as_of == AS_OF


def test_cells_add_up_to_the_total():
    made = tally(RECORDS, ["governorate", "year"], PARTITION, as_of=AS_OF)
    assert sum(cell.documented for cell in made.cells) == made.total.documented
    assert sum(cell.reported for cell in made.cells) == made.total.reported
    whole = tally(RECORDS, [], PARTITION, as_of=AS_OF)
    assert cells(whole) == {(): (6, 3, 3)}


def test_the_linkage_interval_comes_from_at_least_twenty_partitions():
    apart = np.arange(6)
    sampled = [PARTITION] * 15 + [apart] * 10
    made = tally(RECORDS, [], PARTITION, as_of=AS_OF, sampled=sampled)
    assert (made.total.linkage.low, made.total.linkage.high) == (3, 6)
    assert made.total.documented == 3
    with pytest.raises(InputError, match="5 sampled"):
        tally(RECORDS, [], PARTITION, as_of=AS_OF, sampled=sampled[:5])
    assert "no linkage interval" in tally(RECORDS, [], PARTITION, as_of=AS_OF).notes[0]


def test_a_stratum_seen_only_in_a_sampled_partition_is_still_a_row():
    made = tally(RECORDS, ["governorate"], PARTITION, as_of=AS_OF, sampled=[np.arange(6)] * 20)
    unknown = next(cell for cell in made.cells if cell.stratum == (Missing.UNKNOWN,))
    assert unknown.documented == 0
    assert (unknown.linkage.low, unknown.linkage.high) == (1, 1)


def test_tables_for_estimates_by_stratum():
    tables = inclusion_tables(RECORDS, ["governorate"], PARTITION)
    assert tables["Homs",].patterns.tolist() == [0b111]
    assert tables[Missing.CONTRADICTED,].patterns.tolist() == [0b110]
    with pytest.raises(InputError, match="no dimension 'sex'"):
        inclusion_tables(RECORDS, ["sex"], PARTITION)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(InputError, match="different lengths"):
        Records(
            lists=("A",),
            list_of=np.zeros(2, dtype=int),
            dimensions={"x": np.zeros(3, dtype=int)},
            values={"x": ("a",)},
        )


def invented_strata(rng, people=4_000):
    """Place decides year; half of the places of list A's people are missing more often."""
    place = rng.integers(0, 3, people)
    year = np.where(rng.random(people) < 0.9, place, rng.integers(0, 3, people))
    on_list = rng.random((people, 3)) < np.where(place[:, None] == 0, [0.7, 0.2, 0.2], [0.2, 0.6, 0.4])
    on_list[~on_list.any(axis=1), 2] = True
    hidden = rng.random(people) < np.where(on_list[:, 0], 0.5, 0.1)
    return place, np.where(hidden, UNKNOWN_CODE, place), year, on_list


def test_imputation_recovers_the_shares_that_leaving_out_gets_wrong():
    truth, place, year, on_list = invented_strata(np.random.default_rng(1))
    strata = {"place": place, "year": year}
    made, _ = impute(strata, {"place": 3, "year": 3}, on_list, replicates=20, seed=np.random.SeedSequence(4))
    known = np.bincount(place[place >= 0], minlength=3) / (place >= 0).sum()
    shares = np.array([np.bincount(each.values["place"], minlength=3) for each in made]) / len(place)
    right = np.bincount(truth, minlength=3) / len(truth)
    assert np.abs(known - right).max() > 0.05
    assert np.abs(shares.mean(axis=0) - right).max() < 0.02
    # Spread between replicates: what is not known must show.
    assert shares.std(axis=0).min() > 0
    for each in made:
        assert (each.values["place"] >= 0).all()
        assert np.array_equal(each.values["place"][place >= 0], place[place >= 0])
        assert np.array_equal(each.flags["place"], place == UNKNOWN_CODE)
        assert not each.flags["year"].any()


def test_imputation_leaves_contradictions_alone_and_is_the_same_for_a_seed():
    _, place, year, on_list = invented_strata(np.random.default_rng(2), people=300)
    place[:10] = CONTRADICTED_CODE
    strata, sizes = {"place": place, "year": year}, {"place": 3, "year": 3}
    one, two = (
        impute(strata, sizes, on_list, replicates=2, seed=np.random.SeedSequence(5))[0] for _ in range(2)
    )
    assert (one[0].values["place"][:10] == CONTRADICTED_CODE).all()
    assert np.array_equal(one[1].values["place"], two[1].values["place"])
    assert not np.array_equal(one[0].values["place"], one[1].values["place"])


def test_imputation_refuses_what_it_must_not_do():
    place, on_list, seed = np.array([0, -1, 1]), np.ones((3, 2), dtype=bool), np.random.SeedSequence(0)
    with pytest.raises(InputError, match="complete"):
        impute({"place": place}, {"place": 2}, on_list.astype(float), replicates=1, seed=seed)
    with pytest.raises(InputError, match="known of nobody"):
        impute({"place": np.full(3, -1)}, {"place": 2}, on_list, replicates=1, seed=seed)
    with pytest.raises(InputError, match="outside"):
        impute({"place": place}, {"place": 1}, on_list, replicates=1, seed=seed)
    assert mostly_missing({"place": np.array([0, -1, -1]), "year": np.array([0, 0, -1])}) == ["place"]


def test_the_imputed_tier_stands_beside_the_documented_one():
    partition = np.arange(6)
    person_codes = {"governorate": person_values(partition, RECORDS.dimensions["governorate"])[1]}
    filled = [
        {"governorate": np.where(person_codes["governorate"] < 0, code, person_codes["governorate"])}
        for code in (0, 1)
    ]
    made = tally(RECORDS, ["governorate"], partition, as_of=AS_OF, imputed=filled)
    homs = next(cell for cell in made.cells if cell.stratum == ("Homs",))
    assert (homs.documented, homs.imputed) == (3, 3.5)
    unknown = next(cell for cell in made.cells if cell.stratum == (Missing.UNKNOWN,))
    assert (unknown.documented, unknown.imputed) == (1, 0.0)


def test_links_expected_to_be_missed_lower_the_interval_of_cells_and_total():
    sampled = [PARTITION] * 20
    plain = tally(RECORDS, ["governorate"], PARTITION, as_of=AS_OF, sampled=sampled)
    wide = tally(RECORDS, ["governorate"], PARTITION, as_of=AS_OF, sampled=sampled, missed=0.25)
    assert (plain.total.linkage.low, wide.total.linkage.low) == (
        3,
        1,
    )  # three links made, 2 × 0.25 × 3 missed
    assert wide.total.linkage.high == plain.total.linkage.high
    homs, hama = wide.cells[0], wide.cells[1]
    assert (homs.stratum, homs.linkage.low) == (("Homs",), 0)  # three records, one person
    assert (hama.stratum, hama.linkage.low) == (("Hama",), 1)  # one record: no link there


def test_rare_values_do_not_grow_by_imputation():
    rng = np.random.default_rng(8)
    actor = np.where(rng.random(3_000) < 0.01, 1, 0)
    actor[rng.random(3_000) < 0.5] = UNKNOWN_CODE
    on_list = rng.random((3_000, 2)) < 0.6
    on_list[~on_list.any(axis=1), 0] = True
    made, _ = impute({"actor": actor}, {"actor": 8}, on_list, replicates=10, seed=np.random.SeedSequence(1))
    known = (actor == 1).sum()
    filled = np.mean([(each.values["actor"] == 1).sum() for each in made])
    assert known < filled < 3.5 * known
    assert np.mean([(each.values["actor"] >= 2).sum() for each in made]) < 0.02 * len(actor)


def test_imputations_of_other_partitions_fill_their_own_people():
    place, on_list = np.array([0, 1, 0, UNKNOWN_CODE] * 50), np.ones((200, 2), dtype=bool)
    other = (np.array([0, UNKNOWN_CODE, UNKNOWN_CODE] * 40), np.ones((120, 2), dtype=bool))
    made, along = impute(
        {"place": place}, {"place": 2}, on_list, replicates=3, seed=np.random.SeedSequence(1),
        others=[({"place": other[0]}, other[1])] * 2,
    )  # fmt: skip
    assert [len(each.values["place"]) for each in (*made, *along)] == [200, 200, 200, 120, 120]
    assert all((each.values["place"] >= 0).all() for each in along)
    assert (along[0].values["place"][::3] == 0).all()
    with pytest.raises(InputError, match="1 states for 2 partitions"):
        impute({"place": place}, {"place": 2}, on_list, replicates=1, seed=np.random.SeedSequence(1),
               others=[({"place": other[0]}, other[1])] * 2)  # fmt: skip

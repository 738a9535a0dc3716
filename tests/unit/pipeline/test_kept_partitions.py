"""``derive`` keeps plausible partitions for the statistics; a rebuild gives the same bytes."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from conftest import ACTOR, NOW, WriteList
from sijill.linkage.partitions import expand
from sijill.pipeline.derive import DRAWS, derive, rebuild
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.unify import unify
from sijill.tables import parquet
from sijill.tables.register import Register

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest")
ROWS = (
    ("Samer Yousef Darwish", "Nadia", "1981", "Jableh"),
    ("Rima Walid Shami", "Huda", "1990-07-01", "Homs"),
)
AGAIN = (("Samer Yousef Darwich", "", "1981-03-12", "Latakia"), ("Anas Jalal Barazi", "Lina", "1985", "Homs"))


def draws_of(register: Register) -> np.ndarray:
    membership = parquet.read(register.derived / "membership.parquet")
    person = membership["person_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    return expand(parquet.read(register.derived / "partitions.parquet"), person)


def test_enough_draws_are_kept_and_come_back_to_the_byte(write_list: WriteList, tmp_path: Path) -> None:
    files = [write_list("cedar.csv", HEADER, ROWS), write_list("olive.csv", HEADER, AGAIN)]
    register = unify(files, tmp_path / "r", at=NOW, actor=ACTOR).register
    path = register.derived / "partitions.parquet"
    was = path.read_bytes()
    draws = draws_of(register)
    assert draws.shape == (DRAWS, 4)
    assert DRAWS >= 20
    assert (draws[:, 1] != draws[:, 3]).all()
    rebuild(register, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert path.read_bytes() == was


def test_a_register_of_nobody_keeps_draws_of_nobody(register: Register) -> None:
    derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())
    assert draws_of(register).shape == (DRAWS, 0)
    assert isinstance(parquet.read(register.derived / "partitions.parquet"), pa.Table)

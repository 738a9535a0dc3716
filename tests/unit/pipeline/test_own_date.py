"""The date of a list: read like any date, told as EDTF; what is none or has two readings is refused."""

import pytest

from sijill.errors import UsageError
from sijill.pipeline.take import own_date


@pytest.mark.parametrize(
    ("said", "file", "edtf"),
    [
        ("2022-01", "list.csv", "2022-01"),
        ("30/06/2021", "list_2024_04.csv", "2021-06-30"),
        ("حزيران 2021", "list.csv", "2021-06"),
        ("٢٠٢٢", "list.csv", "2022"),
        ("", "list_2024_04.csv", "2024-04"),
        (" ", "list.csv", ""),
    ],
)
def test_own_date(said: str, file: str, edtf: str) -> None:
    assert own_date(said, file=file) == edtf


@pytest.mark.parametrize("said", ["spring", "12/3/2013", "before 2013", "2021-13"])
def test_what_cannot_be_told_is_refused(said: str) -> None:
    with pytest.raises(UsageError):
        own_date(said, file="list_2024_04.csv")

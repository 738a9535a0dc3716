"""DuckDB as a calculator over Parquet and Arrow; never the system of record, never on the network."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from sijill.errors import RegisterError


@contextmanager
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory connection that installs nothing and shows no progress bar of its own.

    Raises RegisterError when a file it reads is not there: somebody may be making it anew.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    try:
        with duckdb.connect(config=config) as connection:
            connection.execute("SET enable_progress_bar = false")
            yield connection
    except duckdb.IOException as problem:
        raise RegisterError(
            "A table of what follows from the lists is missing",
            remedy="Another command may be making it anew: try again. If it stays so: sijill rebuild DIR",
        ) from problem

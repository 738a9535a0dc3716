"""DuckDB as a calculator over Parquet and Arrow; never the system of record, never on the network."""

import duckdb


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory connection that installs nothing and shows no progress bar of its own."""
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    connection.execute("SET enable_progress_bar = false")
    return connection

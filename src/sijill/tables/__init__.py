"""Connections to where tables live: DuckDB, Arrow, Parquet, SQL. No rules of the domain."""

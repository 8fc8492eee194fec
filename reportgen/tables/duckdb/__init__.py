"""Tables in the engine of this process: questions as SQL, files read in place. The door of DuckDB and sqlglot."""

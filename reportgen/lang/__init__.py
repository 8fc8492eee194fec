"""The one expression language: of runs, of rows of tables and of metrics. Values in, values out; docs/language.md."""

"""What a build reads besides runs: specs, the files of tables and texts, tables of databases."""

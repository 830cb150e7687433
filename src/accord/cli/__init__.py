"""The command line: commands, progress, tables. Translate only."""

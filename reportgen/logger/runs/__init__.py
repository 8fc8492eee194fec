"""Runs that are being logged: the current one of a process, its rows, config, summary and folder."""

"""Evaluations of language models, whatever wrote them, as runs with a table of samples and what the tool computed."""

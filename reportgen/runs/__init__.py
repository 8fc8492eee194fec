"""Runs as panels see them: columns, media and summary of one run; sets of runs; reductions of columns."""

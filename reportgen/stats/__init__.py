"""Numbers from numbers: aggregates, reductions, scores, importance; values in, values out."""

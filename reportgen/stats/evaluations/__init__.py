"""Statistics of evaluations: scores with intervals, and two runs of the same samples against each other."""

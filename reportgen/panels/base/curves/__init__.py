"""What charts of a table's rows share: truth and scores, curves, matrices, and the charts that a script logged."""

"""What readers of tables of metrics have in common: from rows and columns, whatever holds them, to runs.

``head`` (the first rows), ``roles`` (what columns are for), ``sheet`` (columns), ``split`` (one table to its runs),
``run``, ``names`` (what a run is called), ``beside`` (a trainer's settings), ``options`` (what an entry may say),
``records`` (rows of JSON), and ``text/`` (tables of text).
"""

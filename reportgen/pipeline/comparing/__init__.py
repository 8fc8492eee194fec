"""Two sides compared: what they are (``sides``), and the spec of their report (``composing``)."""

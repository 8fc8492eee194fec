"""Two sides compared: what they are (``sides``), which runs stand for them (``shown``), and the spec of their report."""

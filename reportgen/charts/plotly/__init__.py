"""Logged Plotly figures: as Vega where all that they state is understood, else cleaned for Plotly's own bundle."""

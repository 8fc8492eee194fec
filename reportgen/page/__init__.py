"""Fragments and a theme become one HTML file. Nothing here knows a panel kind."""

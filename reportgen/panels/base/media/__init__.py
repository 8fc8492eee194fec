"""What panels of logged media share: cells, galleries, overlays, figures and scenes."""

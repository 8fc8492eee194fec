"""Labelled images and what models found in them: what all readers of such files share, whatever their format."""

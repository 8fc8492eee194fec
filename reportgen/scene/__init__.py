"""Meshes, points, boxes and molecules as one scene, from bytes and arrays to one GLB and a poster.

Pure: nothing here opens a file or knows a panel. Coordinates are right-handed, lengths as they were logged.
"""

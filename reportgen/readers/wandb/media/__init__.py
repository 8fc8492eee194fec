"""What the SDK writes of media, to values of ``model/``: dicts with ``_type``, boxes and classes, histograms."""

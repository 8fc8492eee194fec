"""The built-in chart shapes, one module each: ``author() -> Vega-Lite`` and ``finish(Vega) -> Vega``."""

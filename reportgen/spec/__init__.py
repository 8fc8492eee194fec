"""The spec: YAML text with positions, the report model, key paths and the expression language."""

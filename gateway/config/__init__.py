"""Frozen settings and the reading of YAML with positions."""

"""Conditions on a plan beyond the rules of its case."""

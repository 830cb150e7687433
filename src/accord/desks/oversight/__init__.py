"""Oversight: proving what happened."""

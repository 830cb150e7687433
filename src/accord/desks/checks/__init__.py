"""Checks: a question asked, answered, and accounted for."""

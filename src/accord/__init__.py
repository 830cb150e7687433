"""Accord: a federated police information exchange.

The folders are floors; imports go down only (ARCHITECTURE.md). Start with `docs/walks/`.
"""

__version__ = "0.1.0"

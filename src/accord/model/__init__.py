"""The glossary as values: frozen structs, events, ports and errors.

Everything in the product speaks these words (docs/glossary.md). This floor imports nothing
of ours, does no I/O, and must never hold behavior that belongs to a desk.
"""

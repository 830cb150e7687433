"""Bytes to model and back: every reader of a list, a batch or a column file, and nothing else.

Pure: streams are handed in, entries come out one at a time in constant memory. Whatever the
bytes are, a reader yields `Entry` or `Rejection` values or raises `Invalid`; nothing else.
"""

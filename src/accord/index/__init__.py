"""Candidates by block key: the inverted index, as tantivy and in memory.

It answers which records share keys with a question, and must never decide what is a match
(`matching/` scores) nor who may see it (`gate/`). Everything in it can be rebuilt from the log.
"""

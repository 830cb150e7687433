"""Keys to be found by, scores to be judged by; names of any script. Pure.

A question and a record are compared through `keys` (candidates) and `score` (additive log-odds
with reasons). It must never raise on a name, whatever is written in it.
"""

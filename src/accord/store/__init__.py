"""The log with its ledger, payload keys and inbox; the views that follow it.

SQL lives on this floor only. Implementations (SQLite, memory) share the contract suite in
`tests/contracts/`, not code. Nothing here decides who may read: that is the gate's.
"""

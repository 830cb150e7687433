"""What people come for, one folder each; a module per use case, named by its verb.

Desks never import desks: they tell each other by events in the log. They may append, but they
never read records except through `search` and the gate.
"""

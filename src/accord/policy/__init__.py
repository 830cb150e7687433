"""Who may do what, decided by Cedar policies.

Pure: policy texts and requests in, decisions out. Must never read a clock or a file of the
home (the packaged texts are part of the program), keep a cache, or let anything through that
could not be evaluated whole.
"""

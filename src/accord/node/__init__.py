"""Settings, wiring by hand, process roles, the followers' loop.

The one floor that picks implementations; everything below takes what it needs as arguments.
"""

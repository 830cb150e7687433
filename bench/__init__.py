"""Figures, each beside a peer or a floor in the same run. `make bench` runs them all."""

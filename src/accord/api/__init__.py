"""Edges: translate between the outside and the desks, and nothing else."""

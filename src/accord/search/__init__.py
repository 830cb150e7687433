"""Finding: the only way to reach records for anyone, and only with a permit."""

"""Many solves and what they say: comparisons, order shifts, frontiers, pooling gain."""

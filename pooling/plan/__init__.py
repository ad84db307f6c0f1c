"""What is decided: case to instance, optimisation stages, whole lots, and the independent verifier."""

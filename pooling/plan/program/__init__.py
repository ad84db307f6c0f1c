"""A mixed-integer programme and nothing else: its matrix, its parts, its solver."""

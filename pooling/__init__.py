"""pooling: pool multi-year ammunition needs into framework contracts."""

__version__ = "0.1.0"

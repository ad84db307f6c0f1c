"""Futures: what may come other than a case says, and call-offs planned anew in each."""

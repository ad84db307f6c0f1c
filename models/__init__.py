"""The mathematics: an instance, its decisions, its constraints and its objectives, in Pyomo."""

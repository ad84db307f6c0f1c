"""Why there is no plan, and what a little more of a scarce thing would bring."""

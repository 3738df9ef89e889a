"""Pages of the roster, and of the offices that accounts hold."""

"""Pages of talks and study plans."""

"""Django's SQLite, with writers that queue. Named in settings as the engine."""

"""Policy packs, calendars, spells, the reference evaluator and explanations. Plain Python: no Django here."""

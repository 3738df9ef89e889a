"""The ledger of duties: facts in, spells and status rows out. Knows subjects only as opaque (kind, code)."""

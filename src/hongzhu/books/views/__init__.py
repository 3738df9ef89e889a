"""台账: the pages of the books."""

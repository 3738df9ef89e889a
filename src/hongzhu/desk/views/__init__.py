"""The pages of the desk: homes, the district's table, a school, one duty. They only read."""

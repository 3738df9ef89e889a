"""A branch that keeps its books, at a moment that stands still."""

from tests.study.conftest import clock as clock

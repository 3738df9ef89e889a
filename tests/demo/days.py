"""The day and the frame that the demo's README and golden page speak of."""

from datetime import UTC, date, datetime

from hongzhu.demo.frame import Frame, first_since

ON = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
FRAME = Frame(first_since(ON), ON)

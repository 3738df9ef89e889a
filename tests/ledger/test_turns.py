"""Writers at the same moment: what is stored afterwards is what everything anew would store."""

import os
from pathlib import Path

import pytest

from tests.installations import Installation

pytestmark = pytest.mark.django_db

WRITERS = 4
TIMES = 12
WRITER = """
import sys
from datetime import date, timedelta
from django.utils import timezone
from hongzhu.meetings.actions import MeetingEntry, record_meetings
for number in range(TIMES):
    day = date(2026, 11, 20) - timedelta(days=number * 3)
    entry = MeetingEntry(code=f'{sys.argv[1]}-{number}', body='D001', kinds=('meeting.committee', 'meeting.lecture'), held_on=day)
    record_meetings([entry], by='test', now=timezone.now())
"""
SETUP = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'hongzhu.settings'; django.setup()\n"


def test_writers_into_one_organisation_leave_no_stale_row(tmp_path: Path) -> None:
    here = Installation(tmp_path, os.environ.get("DATABASE_URL", ""))
    try:
        here.run("demo", "--schools", "1", "--from", "2026-09-01", "--on", "2026-11-22")
        before = here.ask(COUNT)
        source = SETUP + WRITER.replace("TIMES", str(TIMES))
        writers = [here.start("-c", source, f"W{number}") for number in range(WRITERS)]
        for writer in writers:
            out, err = writer.communicate()
            assert writer.returncode == 0, out + err
        assert here.ask(COUNT) - before == WRITERS * TIMES
        assert "，0 行" in here.run("recompute")
        here.run("verify")
    finally:
        here.close()


COUNT = "from hongzhu.meetings.models import Meeting\nanswer = Meeting.objects.everything('counting them').count()"

"""What is not hunted, and why: nobody sees more where it is taken away, or it draws no line."""

from typing import Final

NO_PERSON = "without a person the key is None, and no row has a key that is None"
NO_KEY = "a key that is None is no row's; for mypy"
COST = "reads more than is needed; what is used of it is looked up by key"
TYPED = "what somebody has typed or chosen, or how it is said"
CONFLICT = "whose draft is the newer: tests/meetings/test_writing.py"
BESIDE = "of a meeting that is visible already; law 12 has no other door for a view"

EQUIVALENT: Final = {
    "orgs.access._known always, without asking `'known' not in reader.memory`": "asks again, to the same answer",
    "orgs.access._learn always, without asking `any((line == 'guide' for _, _, line in below))`": COST,
    "orgs.access._learn without .filter(org__in=orgs)": COST,
    "orgs.access._reached without .filter(superior__in=superiors)": COST,
    "orgs.access._roles without `reader.roles`": "a role that nobody holds has no organisation; spares the queries",
    "orgs.access.Reader.orgs without `office.org is not None`": NO_KEY,
    "orgs.access.Reader.schools without `office.school is not None`": NO_KEY,
    "desk.access.own_orgs without `if office.org is not None`": NO_KEY,
    "desk.access.own_schools without `if office.school is not None`": NO_KEY,
    "people.access.people without `reader.person`": NO_PERSON,
    "people.access.appointments always, without asking `reader.person`": NO_PERSON,
    "training.access.attendees without `reader.person`": NO_PERSON,
    "study.access.talks without `reader.person`": NO_PERSON,
    "meetings.access.attendances without `reader.person`": NO_PERSON,
    "meetings.access.replies without `reader.person`": NO_PERSON,
    "meetings.access.near always, without asking `'near' not in reader.memory`": "asks again, to the same answer",
    "meetings.access._candidates without": COST,
    "meetings.access.linked_by without .filter(announcement=announced)": COST,
    "desk.access.people_by_name without `reader.person`": NO_PERSON,
    "meetings.record.record_of always, without asking `sees_minutes`": "who was there is behind its own line, too",
    "meetings.record.record_of everything instead of": BESIDE,
    "meetings.record._named everything instead of": BESIDE,
    "meetings.record._amended without .filter(code__in=codes)": COST,
    "meetings.record.record_of without `meeting.version > 1`": "a first version has none before it",
    "meetings.views.listing._rows": BESIDE,
    "meetings.views.listing.meetings always, without asking `is_recorder`": "who records nothing has no drafts",
    "desk.records.records without .filter(code__in=wanted)": COST,
    "meetings.views.writing._check_draft everything instead of": "only among drafts of the body one writes for",
}
"""a place, or the beginning of several → why it changes nothing for any reader"""

ELSEWHERE: Final = {
    "meetings.access._near without": "which days are near, not to whom: tests/meetings/test_announced_pages.py",
    "meetings.access.linked_by without": "which answer a link shows: tests/meetings/test_announced_pages.py",
    "desk.trail._about": "how an event is worded",
    "desk.trail._href": "how an event is worded",
    "desk.records.records always, without asking `words`": "an agenda may be empty",
    "meetings.record._facts always, without asking `named`": "how a count is worded",
    "meetings.record._facts without `if": "how a count is worded",
    "meetings.record._facts always, without asking `not meeting.is_everyone`": "how a count is worded",
    "meetings.record._facts always, without asking `meeting.hours`": "hours may be missing",
    "meetings.record._named without": "how attendance is worded",
    "meetings.record._named always": "how attendance is worded",
    "meetings.record._decided without `row.owner`": "a resolution without an owner",
    "meetings.record._decided always, without asking `row.due_on`": "a resolution without a day",
    "meetings.record._decided without `row.closed_on is None`": "which point is still open",
    "meetings.record._decided without `bool(row.owner_id or row.due_on)`": "which point is still open",
    "meetings.record._vote": "how a vote is worded: tests/meetings/test_voting.py",
    "meetings.record._codes": "how an earlier version is worded: tests/meetings/test_versions.py",
    "meetings.record._version_words": "how an earlier version is worded: tests/meetings/test_versions.py",
    "meetings.record._signed without `person`": "a meeting without a recorder",
    "meetings.record._signed without `signature or paper`": "blank until signed: tests/meetings/test_signing.py",
    "meetings.record._signed without `not signature`": "how a signature is worded",
    "meetings.views.showing._page always, without asking `saved`": "what a new record feeds, told to whom recorded it",
    "meetings.views.showing._signing without `if kind not in record.signed_kinds`": "signed already: test_signing.py",
    "meetings.views.showing.confirm always": "who signed, after it was allowed: tests/meetings/test_signing.py",
    "meetings.views.showing._number": TYPED,
    "meetings.views.amending._number": TYPED,
    "meetings.views.amending._initial": TYPED,
    "meetings.views.amending._sheet": "which list of people the sheet begins with",
    "meetings.views.writing._version": TYPED,
    "meetings.views.writing._blank": TYPED,
    "meetings.views.writing._choose": TYPED,
    "meetings.views.writing.draft always": TYPED,
    "meetings.views.writing.new without `if name in request.POST`": TYPED,
    "meetings.views.writing._keep": CONFLICT,
    "meetings.views.writing._draft": CONFLICT,
    "meetings.views.writing._autosave": CONFLICT,
    "meetings.views.writing._check_draft without `found.": CONFLICT,
    "meetings.views.writing._already": "whether the same user sent the same words before: test_writing.py",
    "meetings.views.listing._filtered": TYPED,
    "meetings.views.listing.meetings without `if value`": TYPED,
    "meetings.views.listing.meetings always, without asking `asked`": TYPED,
    "accounts.doors.safe_path": "where signing in leads afterwards: tests/accounts",
    "accounts.doors.ask_to_sign_in": "why one has to sign in again: tests/accounts",
}
"""the same, where no line is drawn: words, numbers, what somebody has typed"""


def is_spared(name: str) -> bool:
    """Whether a mutant of this name is not hunted."""
    return any(name.startswith(each) for each in (*EQUIVALENT, *ELSEWHERE))

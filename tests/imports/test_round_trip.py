"""What is written into a workbook comes back the same, wherever the table stands in the sheet."""

from datetime import date, time

from hypothesis import given, settings
from hypothesis import strategies as st

from hongzhu.imports.values import EVERYONE
from tests.imports.books import parsed, sheet

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}", fullmatch=True)
DAYS = st.dates(date(1900, 3, 1), date(2199, 12, 31))
NAMES = st.text(HAN, min_size=2, max_size=4)
LINES = st.text(st.one_of(HAN, st.sampled_from("，。、：；abc123")), min_size=1, max_size=30)

PEOPLE = st.fixed_dictionaries(
    {
        "code": CODES,
        "name": NAMES,
        "sex": st.sampled_from(["男", "女", None]),
        "born_on": st.none() | DAYS,
        "school": st.none() | CODES,
        "category": st.sampled_from(["full", "probationary", "masses"]),
        "joined_on": st.none() | DAYS,
        "arrived_on": DAYS,
        "is_retired": st.sampled_from([True, False, None]),
        "phone": st.none() | st.from_regex(r"1[0-9]{10}", fullmatch=True),
    }
)
MEETINGS = st.fixed_dictionaries(
    {
        "code": CODES,
        "body": CODES,
        "kinds": st.lists(
            st.sampled_from(["meeting.assembly", "meeting.lecture", "meeting.theme-day"]),
            min_size=1,
            unique=True,
        ).map(tuple),
        "held_on": DAYS,
        "starts_at": st.none() | st.times().map(lambda at: time(at.hour, at.minute)),
        "agenda": st.none() | LINES,
        "hours": st.none() | st.integers(0, 10_000),
        "present": st.none() | st.just(EVERYONE) | st.lists(CODES, min_size=1, unique=True).map(tuple),
        "absent": st.none() | st.lists(CODES, min_size=1, max_size=30, unique=True).map(tuple),
    }
)
WORDS_FOR_NOTHING = {"-", "--"}


def written(title: str, field: str, value: object, day_form: str) -> object:
    """Return a value as someone types it into a cell."""
    column = sheet(title).column(field)
    spoken = {meant: word for word, meant in column.choices.items()}
    if isinstance(value, date) and day_form:
        return value.strftime(day_form)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return value / 10
    if isinstance(value, tuple):
        return "、".join(spoken.get(each, each) for each in value)
    return spoken.get(value, value) if isinstance(value, str) else value


def check(title: str, records: list, order: list[str], above: int, left: int, day_form: str) -> None:
    headings = [sheet(title).column(field).heading for field in order]
    rows = [[None] * left + ["一览表"]] * above
    rows.append([None] * left + headings)
    for record in records:
        rows.append([None] * left + [written(title, field, record[field], day_form) for field in order])
    found, report = parsed(title, rows)
    assert [str(problem) for problem in report.problems] == []
    assert [line.values for line in found.lines] == records


FORMS = st.sampled_from(["", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"])


@settings(max_examples=60)
@given(st.lists(PEOPLE, min_size=1, max_size=8), st.data(), st.integers(0, 3), st.integers(0, 3), FORMS)
def test_people(records: list, data: st.DataObject, above: int, left: int, day_form: str) -> None:
    check("人员", records, data.draw(st.permutations(list(records[0]))), above, left, day_form)


@settings(max_examples=60)
@given(st.lists(MEETINGS, min_size=1, max_size=6), st.data(), st.integers(0, 3), st.integers(0, 3), FORMS)
def test_meetings(records: list, data: st.DataObject, above: int, left: int, day_form: str) -> None:
    check("会议", records, data.draw(st.permutations(list(records[0]))), above, left, day_form)

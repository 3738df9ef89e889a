"""The page that explains one duty of one subject over a year."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from hongzhu.desk.bodies import record_address
from hongzhu.desk.counting import counting
from hongzhu.desk.duty import TITLES, DutyYear, duty_year, in_year
from hongzhu.desk.offering import offering
from hongzhu.desk.periods import day_words, operative
from hongzhu.desk.subjects import Subject, find_subject
from hongzhu.desk.words import assumed, clause_label
from hongzhu.ledger.explaining import explanations, known_of
from hongzhu.ledger.stored import stored_standing
from hongzhu.orgs.access import Reader
from hongzhu.orgs.sources import records
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.pack import Obligation
from hongzhu.policy.standing import NEVER
from hongzhu.policy.vocabulary import EVIDENCE, SUBJECT_KINDS

from .asking import Asked, asks_a_day, page
from .shares import duty_of_people

NO_DUTY = "没有这一项义务。请从首页或学校总览里点开。"


@asks_a_day
def duty(
    request: HttpRequest, reader: Reader, asked: Asked, *, obligation: str, kind: str, code: str
) -> HttpResponse:
    """A body's or a person's own duty with its reasons; of the people of a body: who has done it, or how many."""
    found = next((each for each in asked.compiled.pack.obligations if each.id == obligation), None)
    if found is None:
        raise Http404(NO_DUTY)
    subject = find_subject(reader, kind, code)
    if found.subject == "person" and kind != "person":
        return duty_of_people(request, asked, reader, found, subject)
    if found.subject != kind:
        raise Http404(NO_DUTY)
    shown = asked.year(request.GET.get("year", ""))
    since = max(asked.earliest, date(shown, 1, 1))
    rows = stored_standing(asked.compiled, asked.on, since, frozenset({subject.key}))
    standings = in_year([each for each in rows if each.obligation.id == obligation], shown)
    known = known_of([subject.key], asked.on)
    reasons = explanations(standings, asked.on, known, pack=asked.compiled.pack)
    facts = known.facts.get(subject.key, [])
    year = duty_year(shown, asked.on, standings, reasons, facts)
    yes, no = counting(asked.compiled.pack, found)
    return page(
        request,
        "duty",
        asked,
        subject=subject,
        duty=found,
        year=year,
        shown=shown,
        years=[each for each in range(asked.earliest.year, asked.on.year + 1) if each != shown],
        records=records(reader, (proof.source for proof in year.proofs)),
        short_title=short_title(found),
        clause=clause_label(asked.compiled.pack, found.clause),
        assumed=assumed(found.assumptions),
        marks=[operative(found.quote)],
        yes=yes,
        no=no,
        titles=TITLES,
        kinds=EVIDENCE,
        day_words=day_words,
        offering=offering(reader, found, subject, asked.today),
        record=_record(subject, found, year, asked),
    )


def short_title(duty: Obligation) -> str:
    """支部委员会：一般每月召开1次; the title alone where the quotation is long."""
    words = operative(duty.quote)
    return f"{duty.title}：{words}" if words != duty.quote and len(words) <= 14 else duty.title


def _record(subject: Subject, duty: Obligation, year: DutyYear, asked: Asked) -> tuple[str, str]:
    """(words, address) of the one button that settles what is explained."""
    if subject.body is None:
        return "", ""
    if subject.body.is_case:
        return f"打开这件{SUBJECT_KINDS[subject.kind]}", subject.body.href
    chosen = year.chosen
    if chosen is None or chosen.look in ("done", "excused", "free"):
        href = record_address(subject.body, duty)
        return ("记一次" if href else "", href)
    due = chosen.standing.row.due
    is_over = NEVER < due < to_day(asked.on)
    href = record_address(subject.body, duty, to_date(due) if is_over else None)
    words = f"{'补记' if is_over else '记录'}{chosen.title.removesuffix('份')}{duty.title}"
    return (words if href else "", href)

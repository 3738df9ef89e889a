"""What every sheet of a record does: one key, one record; what it would feed; what was refused, beside its field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from hongzhu.audit.actions import Answer, Conflict, once
from hongzhu.kit.dates import parse_date, short_date
from hongzhu.kit.forms import Form
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.feeding import Rehearsal, feed_words
from hongzhu.ledger.saving import every

from .doors import Asker

NOT_TYPED: Final = frozenset(
    {"csrfmiddlewaretoken", "key", "was", "save", "preview", "list", "live", "listed"}
)
"""what a form sends beside what was typed"""
STEPS: Final = ("live", "preview", "list")
"""buttons that show the sheet again instead of saving it"""
NOT_YET: Final = "填好了，这里会写明记到哪里。"
TO_MEND: Final = "有地方要先改，改好了这里会写明记到哪里："
NOTHING: Final = "这条记录现在不计入哪一项义务，照样入簿。"
SENT_BEFORE: Final = "这张表单已经入过簿，这一次没有再存。要改，请到那一条记录的页上点“更正”。"
CHANGED: Final = "您打开以后，别人更正过这条记录。您写的都在下面；看过现在的一稿，再按一次保存，就用您写的。"
Said = tuple[str, str]
Done = TypeVar("Done")


@dataclass(kw_only=True)
class Panel:
    """保存后自动完成: the right-hand side of a sheet."""

    late: list[str] = field(default_factory=list)
    feeds: list[Said] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    previewed: bool = False


def before_saving() -> Panel:
    """The panel of a sheet that has not been computed."""
    return Panel(notes=[NOT_YET])


def computed(form: Form, rehearsed: Callable[[], Rehearsal], own: Callable[[], Iterable[Said]]) -> Panel:
    """The panel of a checked sheet: the very action, done and taken back; `own`: what follows from the sheet itself."""
    found = Panel(previewed=True)
    if not form.is_valid():
        words = [str(words) for name in form.errors for words in form.errors[name]]
        found.notes = [TO_MEND + "；".join(words)]
        return found
    told = rehearsed()
    if told.problems:
        found.notes = [TO_MEND + "；".join(each.message for each in told.problems)]
        return found
    found.feeds = [*own(), *map(feed_words, told.feeds)]
    found.notes = [] if told.feeds else [NOTHING]
    return found


def late_words(day: date, today: date, what: str) -> list[str]:
    """How much later something is entered than it was done; nothing where it is entered that day."""
    days = (today - day).days
    return [f"补记：{short_date(day)}{what}，晚 {days} 天登记"] if days > 0 else []


def answer_once(
    request: HttpRequest,
    form: Form,
    asker: Asker,
    act: Callable[[], str],
    *,
    names: Mapping[str, str] | None = None,
    at: str = "",
) -> Answer | None:
    """Do `act` once for the key of the form; None where it was refused: the mistakes are on the form then.

    `names`: field of the entry → field of the form, where it has another name. `at`: the address of the page,
    where forms of several records hold the same words, so that none is taken for another.
    """
    content = typed(request.POST) | ({"at": [at]} if at else {})
    try:
        return once(key=key_of(request), user=str(asker.by.user_id), content=content, now=asker.now, act=act)
    except Refused as refused:
        _put(form, refused, names)
    except Conflict:
        form.add_error(None, SENT_BEFORE)
    return None


def tried(form: Form, act: Callable[[], Done]) -> Done | None:
    """Do `act` for a checked form, without keeping what was typed under a key; None where it was refused, with the
    mistakes on the form.
    """
    if form.is_valid():
        try:
            return act()
        except Refused as refused:
            _put(form, refused)
    return None


def _put(form: Form, refused: Refused, names: Mapping[str, str] | None = None) -> None:
    """Each mistake beside its field."""
    for each in every(refused):
        name = (names or {}).get(each.field, each.field)
        message = CHANGED if each.field == "version" else each.message
        form.add_error(name if name in form.fields else None, message)


def done_once(
    request: HttpRequest, form: Form, asker: Asker, act: Callable[[], object], page: str, said: str
) -> HttpResponse | None:
    """Do `act` once for a checked form and lead to the page, which says what was done; None where it was refused."""
    if form.is_valid() and answer_once(request, form, asker, lambda: str(act()), at=request.path):
        return HttpResponseRedirect(f"{page}?said={said}")
    return None


def withdrawn(form: Form, act: Callable[[str], object]) -> bool:
    """Take a record back for the reason on the form; False where it was refused: the mistake is on the form then."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data["reason"])
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def typed(sent: QueryDict) -> dict[str, list[str]]:
    """What somebody typed."""
    return {name: values for name, values in sent.lists() if name not in NOT_TYPED}


def as_typed(form: Form, sent: QueryDict) -> dict[str, Any]:
    """What somebody has typed, as initial values: shown again unchanged and unchecked."""
    return {name: field.widget.value_from_datadict(sent, {}, name) for name, field in form.fields.items()}


def key_of(request: HttpRequest) -> str:
    """The key of the form that was sent; a new one for a new form."""
    return request.POST.get("key", "")[:64] or uuid4().hex


def number_of(text: str) -> int:
    """A number as a hidden field keeps it; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def day_of(text: str, today: date) -> date:
    """A day as it is typed, today where it cannot be read or lies ahead."""
    try:
        return min(parse_date(text, today), today)
    except ValueError:
        return today

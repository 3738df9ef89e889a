"""What a school or an organisation need not do, and why: it only reads."""

from django.http import Http404, HttpRequest, HttpResponse

from hongzhu.desk.bound import is_present
from hongzhu.desk.clauses import unrecordable
from hongzhu.desk.places import district_on
from hongzhu.desk.words import clause_label, is_sensitive
from hongzhu.ledger.keeping import kept
from hongzhu.ledger.stored import stored_standing
from hongzhu.ledger.worlds import whole_world
from hongzhu.orgs.access import Reader
from hongzhu.policy.days import to_day
from hongzhu.policy.unbound import unbound as unbound_of

from .asking import Asked, asks_a_day, page


@asks_a_day
def unbound(request: HttpRequest, reader: Reader, asked: Asked, *, kind: str, code: str) -> HttpResponse:
    """Duties that bind nobody there on the day, each with what would have to be so."""
    place = district_on(asked.on, reader).find(kind, code)
    if place is None or place.kind == "district":
        raise Http404("这里没有这个单位，或者不在您能看的范围里。请从首页点开。")
    standings = stored_standing(asked.compiled, asked.on, asked.since, place.subjects)
    world = kept(asked.stamp, ("world",), whole_world)
    names = dict.fromkeys(place.people, "") | place.bodies
    day = to_day(asked.on)
    owing = [(each.row.rule, each.row.subject) for each in standings if is_present(each, day)]
    found = unbound_of(asked.compiled, world, names, day, owing)
    return page(
        request,
        "unbound",
        asked,
        place=place,
        found=[
            (each, clause_label(asked.compiled.pack, each.duty.clause))
            for each in found
            if not is_sensitive(each.duty)
        ],
        missing=unrecordable(asked.compiled),
    )

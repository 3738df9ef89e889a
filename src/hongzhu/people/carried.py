"""What of people goes along: whom the reader looks after, their posts, where they were, transfers; no telephone number."""

from collections.abc import Iterator

from hongzhu.accounts.models import User
from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, Column, table_of

from .models import Appointment, CorrectionRequest, IdentityNumber, Person, Placement, Transfer
from .revealed import revealed
from .sealing import Unopened, opened

WHO = (("person__code", "人员编号"), ("person__name", "姓名"))
SEEN = (Column("at", "时间"), Column("by", "谁"), Column("number", "看了什么"), Column("purpose", "做什么用"))


def tables(reader: Reader) -> Iterator[Carried]:
    """The roster and what belongs to it."""
    known = Person.objects.visible_to(reader, "detail")
    yield table_of(
        "people", "人员", known,
        "code", "name", "sex", "nation", "born_on", "education", ("school__code", "学校代码"), "job", "category",
        ("org__code", "党组织代码"), ("group__code", "党小组代码"), "joined_on", "full_on", "arrived_on", "left_on",
        "is_retired", "gone_on", "moved_on", is_personal=True,
    )  # fmt: skip
    posts = Appointment.objects.visible_to(reader).filter(person__in=known)
    where = (("org__code", "党组织代码"), ("school__code", "学校代码"))
    yield table_of(
        "posts", "任职", posts, *WHO, *where, "post", "starts_on", "ends_on", "origin", is_personal=True
    )
    placements = Placement.objects.visible_to(reader, "detail").filter(person__in=known)
    yield table_of(
        "placements", "从前的单位", placements, *WHO, *where, "job", "starts_on", "ends_on", is_personal=True
    )
    transfers = Transfer.objects.visible_to(reader)
    ends = (("source__code", "转出党组织"), ("target__code", "转入党组织"))
    moments = (("asked_at", "提出时间"), ("answered_at", "答复时间"))
    yield table_of(
        "transfers", "转接", transfers, *WHO, *ends, "state", *moments, "moved_on", is_personal=True
    )


def own(reader: Reader) -> Iterator[Carried]:
    """The reader's own row with his telephone number, his posts, where he was, his transfers, who had the number shown."""
    mine = {"person": reader.person}
    rows = Person.objects.visible_to(reader).filter(pk=reader.person or 0)
    yield table_of(
        "me", "我的资料", rows,
        "code", "name", "sex", "nation", "born_on", "education", ("school__name", "学校"), "job", "category",
        ("org__name", "党组织"), ("group__name", "党小组"), "joined_on", "full_on", "arrived_on", "left_on", "is_retired",
        "gone_on", "moved_on", "phone", is_personal=True,
    )  # fmt: skip
    account = User.objects.filter(pk=reader.user)
    dates = (("made_at", "开通时间"), "signed_in_at", "password_changed_at")
    yield table_of("my-account", "我的账号", account, "login", "phone", "name", *dates, is_personal=True)
    where = (("org__name", "党组织"), ("school__name", "学校"))
    posts = Appointment.objects.visible_to(reader).filter(**mine)
    yield table_of("my-posts", "我的任职", posts, *where, "post", "starts_on", "ends_on", is_personal=True)
    placements = Placement.objects.visible_to(reader).filter(**mine)
    yield table_of(
        "my-placements", "我从前的单位", placements, *where, "job", "starts_on", "ends_on", is_personal=True
    )
    transfers = Transfer.objects.visible_to(reader).filter(**mine)
    ends = (("source__name", "转出党组织"), ("target__name", "转入党组织"))
    yield table_of(
        "my-transfers",
        "我的转接",
        transfers,
        *ends,
        "state",
        ("asked_at", "提出时间"),
        "moved_on",
        is_personal=True,
    )
    yield Carried("seen-by", "谁看过我的手机、身份证号", SEEN, revealed(reader.code), True)
    asked = CorrectionRequest.objects.visible_to(reader).filter(person=reader.person)
    said = ("about", "which", "wanted", "filed_on", "state", "answer", "answered_on")
    yield table_of("my-corrections", "我的更正申请", asked, *said, is_personal=True)
    numbers = IdentityNumber.objects.visible_to(reader).filter(person=reader.person).select_related("person")
    found = [(_opened(each),) for each in numbers]
    yield Carried("my-identity", "我的身份证号", (Column("number", "身份证号"),), found, True)


def _opened(row: IdentityNumber) -> str:
    try:
        return opened(row.sealed, row.person.code)
    except Unopened:
        return "换过密钥，打不开"

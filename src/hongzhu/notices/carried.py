"""Messages to an organisation go along; digests, which are a person's own, do not."""

from collections.abc import Iterator

from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, table_of

from .models import Feed, Matter, Message, Preference


def tables(reader: Reader) -> Iterator[Carried]:
    """Reminders, and what they spoke of."""
    rows = Message.objects.visible_to(reader, "answer").filter(kind=Message.Kind.REMINDER)
    told = ("title", "words", "sent_at", "sent_by", "read_at", "read_by")
    yield table_of(
        "messages",
        "上级提醒",
        rows,
        ("id", "编号"),
        ("org__code", "党组织代码"),
        ("sender__name", "谁发的"),
        *told,
    )
    matters = Matter.objects.visible_to(reader).filter(message__in=rows)
    yield table_of("message-matters", "提醒说的事", matters, ("message__id", "编号"), "words", "tag")


def own(reader: Reader) -> Iterator[Carried]:
    """How the reader wants to be told, his digests, his calendar feeds; no secret word."""
    wanted = Preference.objects.visible_to(reader)
    yield table_of(
        "my-preferences", "我怎么收消息", wanted, "is_weekly", "email", "confirmed_at", is_personal=True
    )
    digests = Message.objects.visible_to(reader, "answer").filter(user=reader.user)
    yield table_of("my-digests", "我的每周提要", digests, "title", "sent_at", is_personal=True)
    feeds = Feed.objects.visible_to(reader)
    yield table_of(
        "my-feeds", "我的日历订阅", feeds, ("org__name", "党组织"), "made_at", "ended_at", is_personal=True
    )

"""The files that hang on records go along as they are; here their list."""

from collections.abc import Iterator

from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, table_of

from .models import Attachment


def tables(reader: Reader) -> Iterator[Carried]:
    """Those the reader may open, with the name each has in the folder."""
    rows = Attachment.objects.visible_to(reader).filter(removed_at=None)
    yield table_of(
        "attachments", "附件清单", rows,
        ("id", "文件夹"), ("kind", "记录类别"), ("code", "记录编号"), "name", ("size", "字节"), ("saved_at", "上传时间"),
        is_personal=True,
    )  # fmt: skip


def files(reader: Reader) -> Iterator[tuple[str, str]]:
    """(name in the folder, name on the shelf) of each."""
    rows = Attachment.objects.visible_to(reader).filter(removed_at=None).order_by("pk")
    for key, name, stored in rows.values_list("pk", "name", "sha256").iterator(chunk_size=500):
        yield f"{key}/{name}", stored

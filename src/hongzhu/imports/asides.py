"""Rows in a sheet that are no records: totals, notes under the table, the headings again on the next page."""

import re
import unicodedata
from collections.abc import Sequence

from .columns import Sheet
from .matching import headings, normalise
from .values import is_blank

_TOTAL = re.compile(r"(?:合计|总计|共计|小计|累计|总数)")
_NOTE = re.compile(
    r"(?:注|备注|附注|说明|注意|填表说明|填报说明|填表人|填报人|制表人?|经办人|审核人?|复核人?|审批人?|负责人|单位负责人"
    r"|书记签[字名]|校长签[字名]|联系人|填表日期|填报日期|填表时间|填报时间|制表日期|制表时间|填报单位|报送单位)[:.、]"
    r"|\(?(?:单位)?\(?(?:盖章|公章|签字)\)?\)?$|[※*]|第\d+页|共\d+页"
)
_LONGEST_TOTAL = 30


def is_aside(row: Sequence[object], sheet: Sheet) -> bool:
    """Whether a row, which lacks something a record must have, is none. Judged by its first words."""
    texts = [str(value) for value in row if isinstance(value, str) and not is_blank(value)]
    if not texts:
        return False
    known = headings(sheet)
    if len(texts) > 1 and all(normalise(text) in known for text in texts):
        return True
    first = "".join(unicodedata.normalize("NFKC", texts[0][:200]).split())
    return bool(_NOTE.match(first) or (_TOTAL.match(first) and len(first) < _LONGEST_TOTAL))

"""`demo`: makes the fictional district in an empty database."""

import argparse
import sys
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from hongzhu.commands.arguments import Parser, day

AFTERNOON = time(18)
"""the hour at which everything was saved: the demo says nothing of the moment it was made"""


def main(argv: list[str]) -> int:
    """Make the demo district: 0 done (or not needed), 1 the database is in use, 2 wrong use."""
    parser = Parser("demo", "在空的数据库里生成虚构的演示区县：地名真实，学校和人都是编的。")
    parser.add_argument("--schools", type=_count, default=60, help="学校数，默认 60")
    parser.add_argument("--from", dest="since", type=day, help="从哪一天起有记录，默认前年9月1日")
    parser.add_argument("--on", type=day, help="记录到哪一天为止，默认今天")
    parser.add_argument("--if-empty", action="store_true", help="数据库里已有数据时什么也不做")
    options = parser.parse_args(argv)
    # Models can be imported only once Django is set up, which --help is not.
    from hongzhu.demo.accounts import save_accounts
    from hongzhu.demo.district import make_district, save_district
    from hongzhu.demo.frame import Frame, first_since
    from hongzhu.ledger.models import Subject

    on = options.on or timezone.localdate()
    since = options.since or first_since(on)
    if since > on:
        parser.error(f"开始日期{since}晚于截止日期{on}")
    # The district itself exists from the first compilation on, also in an empty database.
    if Subject.objects.exclude(kind="district").exists():
        if options.if_empty:
            return 0
        print(
            "数据库里已经有数据，演示数据只能放进空的数据库，所以什么也没有做。"
            "换一个数据目录再试：HONGZHU_DATA=目录 ./run demo",
            file=sys.stderr,
        )
        return 1
    district = make_district(options.schools, Frame(since, on))
    now = datetime.combine(on, AFTERNOON, timezone.get_default_timezone())
    with transaction.atomic():
        save_district(district, now=now)
        save_accounts(district, now=now)
    print(
        f"演示区县已生成（全部虚构，截至{on}）：{len(district.schools)}所学校，{len(district.orgs)}个党组织，"
        f"{len(district.people)}人，会议{len(district.meetings)}次，培训{len(district.trainings)}次，"
        f"谈话{len(district.talks)}次，学习计划{len(district.study_plans)}份。\n"
        f"看一所学校：./run standing --on {on} --org {district.schools[0].code}"
    )
    return 0


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”不是正整数，请写成 60 的样子")
    return int(text)

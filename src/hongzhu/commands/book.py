"""`./run book`: the books of an organisation and year as a file; or of everybody, into a folder."""

import sys
from pathlib import Path
from typing import Any

from .arguments import YEARS, Parser

FORMATS = ("pdf", "docx", "xlsx")


def main(argv: list[str]) -> int:
    """Write the books. 0 written, 1 an unknown code or book, or not written; 2 wrong use."""
    options = _options(argv)
    # Models can be imported only once Django is set up, which --help is not.
    from django.utils import timezone

    from hongzhu.books.kinds import kinds_for
    from hongzhu.books.making import Asked, written, year_book
    from hongzhu.orgs.models import PartyOrg

    org = PartyOrg.objects.everything("a command prints").filter(code=options.org).first()
    if org is None:
        print(f"没有代码为“{options.org}”的党组织；请核对代码。", file=sys.stderr)
        return 1
    kinds = [each for each in kinds_for(org, reads_all=True) if options.kind in (None, each.key)]
    if not kinds:
        known = "、".join(f"{each.key}（{each.title}）" for each in kinds_for(org, reads_all=True))
        print(f"{org.name}没有“{options.kind}”这本簿册；有：{known}。", file=sys.stderr)
        return 1
    asked = Asked(org=org, year=options.year, reader=None, now=timezone.now())
    made = written([year_book(asked, kind) for kind in kinds], options.format, asked.now)
    try:
        options.output.write_bytes(made.content)
    except OSError as error:
        print(
            f"不能写 {options.output}（{error.strerror}）；请换个地方，或看看磁盘还有没有空间。",
            file=sys.stderr,
        )
        return 1
    print(
        f"写好了：{options.output}（{'、'.join(each.title for each in kinds)}）。里面有姓名，请按个人数据保管。"
    )
    if made.missing:
        told = "、".join(
            f"{each if each.isprintable() else '?'}（U+{ord(each):04X}）" for each in made.missing
        )
        print(
            f"字库里没有的字 {len(made.missing)} 个：{told}。纸上印成〔U+…〕；"
            "把有这些字的字体文件放进数据目录的 fonts 文件夹，再做一次。",
            file=sys.stderr,
        )
    return 0


def _year(text: str) -> int:
    import argparse

    if not text.isdecimal() or int(text) not in YEARS:
        raise argparse.ArgumentTypeError(f"“{text}”不是年份，请写成 2026 的样子")
    return int(text)


def _options(argv: list[str]) -> Any:
    parser = Parser("book", "打印四簿一册：一个党组织一年的会议记录簿和党员花名册")
    parser.add_argument("--org", required=True, metavar="代码", help="党组织代码")
    parser.add_argument("--year", required=True, type=_year, metavar="年份", help="例如 2026")
    parser.add_argument(
        "--kind", metavar="簿册", help="只要一本：assembly、committee、group、lecture 或 roster；不写就是全部"
    )
    parser.add_argument("--format", choices=FORMATS, default="pdf", help="文件格式，默认 pdf")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="文件", help="写到哪个文件")
    return parser.parse_args(argv)

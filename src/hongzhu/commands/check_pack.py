"""`./run check-pack PATH [--source TEXT]`: schema, quotes found in the source, cases pass; problems as file:line."""

import sys
from collections.abc import Iterator
from pathlib import Path

from hongzhu.policy.checking import check_pack
from hongzhu.policy.layers import problems_over, resolve
from hongzhu.policy.loading import find_pack, load_pack
from hongzhu.policy.pack import Pack
from hongzhu.policy.vocabulary import (
    ATTRIBUTE_NAMES,
    ATTRIBUTES,
    EVIDENCE,
    PERIODS,
    POSTS,
    RELATIONS,
    STEPS,
    SUBJECT_KINDS,
)

from .arguments import Parser


def main(argv: list[str]) -> int:
    """Check one pack. 0 fine, 1 problems (listed), 2 wrong use."""
    parser = Parser("check-pack", "检查政策包：格式、引文、例子")
    parser.add_argument(
        "path", metavar="政策包", nargs="?", default="", help="政策包文件夹，或随系统附带的政策包名称"
    )
    parser.add_argument("--source", metavar="原文.txt", help="政策文件原文（UTF-8 文本），用来逐字核对引文")
    parser.add_argument(
        "--over", metavar="政策包", default="", help="盖在哪个政策包上面检查（默认在用的那一个）"
    )
    parser.add_argument(
        "--words", action="store_true", help="列出政策包里可以用的词：主体、属性、联系、事实、步骤、周期"
    )
    options = parser.parse_args(argv)
    if options.words:
        print("\n".join(words()))
        return 0
    if not options.path:
        parser.error("请给出政策包的文件夹或名称")
    folder = find_pack(options.path)
    if not folder.is_dir():
        print(f"没有找到政策包“{options.path}”；请写文件夹的路径", file=sys.stderr)
        return 2
    source = None
    if options.source:
        try:
            source = Path(options.source).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            print(f"读不了原文“{options.source}”；{_remedy(error)}", file=sys.stderr)
            return 2
    pack, problems = check_pack(folder, source)
    if pack is not None and pack.overrides:
        problems += problems_over(_base(options.over), pack)
    for problem in problems:
        print(problem)
    if problems or pack is None:
        print(f"共 {len(problems)} 处问题。")
        return 1
    print(_summary(pack, has_source=source is not None))
    if pack.overrides:
        for finding in resolve(_base(options.over), [pack]).findings:
            print(f"请核定：{finding.words}。")
        unverified = sum(not each.verified for each in pack.overrides)
        print(
            f"盖在 {_base(options.over).id} 上面：改 {len(pack.overrides)} 处，"
            f"其中 {unverified} 处条文未核对；不启用就只并排显示。"
        )
    return 0


def _remedy(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "它不是 UTF-8 文本，请用记事本打开，另存为 UTF-8 编码的 .txt"
    return "请核对文件名、所在的文件夹和权限"


def _summary(pack: Pack, *, has_source: bool) -> str:
    assumed = sum(len(each.assumed) for each in pack.obligations)
    return (
        f"{pack.id} {pack.version}：{len(pack.clauses)} 个条款节点，{len(pack.obligations)} 条义务"
        f"（本区设定 {assumed} 项），{len(pack.sentences)} 句已对应，{len(pack.cases)} 个例子全部符合；"
        + ("引文已与原文逐字核对。" if has_source else "未给原文，引文没有核对（加 --source）。")
    )


def words() -> Iterator[str]:
    """The closed vocabulary in which packs speak, each word with its Chinese name."""
    for kind, title in SUBJECT_KINDS.items():
        yield f"{kind} {title}"
        for name, values in ATTRIBUTES[kind].items():
            yield f"  属性 {name} {ATTRIBUTE_NAMES[name]}：{'、'.join(f'{key} {value}' for key, value in values.items())}"
        posts = [name for name in RELATIONS[kind] if "." in name]
        for name, (_link, _backwards, target) in RELATIONS[kind].items():
            if name not in posts:
                yield f"  联系 {name} → {SUBJECT_KINDS.get(target, target)}"
        if posts:
            some = "、".join(f"{key} {value}" for key, value in POSTS.items())
            yield f"  联系 {posts[0].partition('.')[0]}.职务 → {'任职的组织' if kind == 'person' else '任职的人'}：{some}"
    yield "事实（evidence、trigger）"
    yield from (f"  {name} {title}" for name, title in EVIDENCE.items() if not name.startswith("step."))
    yield "步骤（steps）"
    yield from (f"  {name} {title}" for name, title in STEPS.items())
    yield "周期（period）"
    yield from (f"  {name} {title}" for name, title in PERIODS.items())


def _base(name: str) -> Pack:
    """The pack over which a layer is checked."""
    from django.conf import settings

    return load_pack(find_pack(name or settings.HONGZHU_PACK), proofs=False)

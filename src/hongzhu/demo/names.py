"""Names: true townships and their codes; everything else is made up.

Names are put together from short lists, so they may by chance be somebody's; nobody is meant.
"""

from .dice import Dice


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BUREAU = "D000"

# Area codes of GB/T 2260 below 东昌区 → name and whether its committee is a 党工委 (streets, the zone) or a 党委.
TOWNSHIPS = {
    "220502001": ("东昌街道", "work_committee"),
    "220502002": ("民主街道", "work_committee"),
    "220502003": ("老站街道", "work_committee"),
    "220502004": ("团结街道", "work_committee"),
    "220502005": ("新站街道", "work_committee"),
    "220502006": ("光明街道", "work_committee"),
    "220502007": ("龙泉街道", "work_committee"),
    "220502008": ("陆港街道", "work_committee"),
    "220502009": ("滨江街道", "work_committee"),
    "220502100": ("金厂镇", "committee"),
    "220502120": ("通化经济开发区", "work_committee"),
    "220502200": ("环通乡", "committee"),
    "220502201": ("江东乡", "committee"),
}
RURAL = ("220502100", "220502200", "220502201")
"""townships whose committees lead their schools, while the bureau guides them; elsewhere it is the other way round"""

KIND_NAMES = {
    "public_primary": "小学",
    "public_kindergarten": "幼儿园",
    "private_kindergarten": "幼儿园",
    "teaching_point": "教学点",
}
_STEMS = _words(
    "听泉 朝露 栖霞 揽月 踏歌 采薇 鸣鹿 映雪 知秋 问渠 抱朴 弘毅 栖云 澄怀 望岳 临溪 行健 若水 含章 乐群 敏求 笃行 守拙 清和"
    " 疏影 飞絮 麦浪 稻香 云帆 沐阳 拾光 初晴 长风 远山 静湖 芳草 青藤 银杏 冬青 木棉"
)
_SURNAMES = _words(
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 朱 马 胡 郭 林 何 高 梁 郑 罗 宋 谢 唐 韩 曹 许 邓 萧 冯 曾 程 蔡 彭 潘 袁 于 董 余"
    " 苏 叶 吕 魏 蒋 田 杜 丁 沈 姜 范 江 傅 钟 卢 汪 戴 崔 任 陆 廖 姚 方 金 邱 夏 谭 韦 贾 邹 石 熊 孟 秦 阎 薛 侯 雷 白 龙"
)
# Two characters each: one would too easily make a well-known name.
_WOMEN = _words(
    "舒然 雨桐 思涵 佳音 晓蓉 若溪 梦遥 雅宁 春妍 诗雯 语棠 芷晴 清漪 映秋 念慈 采苓 书瑶 沛然 知夏 令仪 安歌 云舒 晚晴 初阳"
    " 静姝 慧心 玉兰 秀英 桂芝 淑贤 丽华 红霞 素云 月娥 凤鸣 海棠 婉清 亦欢 竹君 梓萱 含烟 绮云 望舒"
)
_MEN = _words(
    "明轩 志远 海宁 子谦 振业 立群 景行 云舟 国栋 书航 沐辰 怀瑾 承宇 言蹊 修远 嘉树 逸舟 秉文 弘深 知行 远帆 望川"
    " 长庚 卫东 宝山 德厚 广田 树声 庆丰 春生 传家 学勤 正阳"
)
_NATIONS = ("汉族",) * 17 + ("满族", "满族", "朝鲜族")
_PRIMARY_JOBS = (
    ("语文教师",) * 5
    + ("数学教师",) * 5
    + ("英语教师", "体育教师", "音乐教师", "美术教师", "科学教师", "信息科技教师")
)
_KINDERGARTEN_JOBS = ("幼儿教师",) * 6 + ("保育员",) * 3 + ("炊事员", "保健医")


def school_name(number: int, kind: str) -> str:
    """A name for a generated school; stems come round again with a number."""
    stem, round_ = _STEMS[number % len(_STEMS)], number // len(_STEMS)
    again = f"第{'二三四五六七八九'[round_ - 1]}" if 0 < round_ < 9 else f"第{round_ + 1}" if round_ else ""
    return f"{stem}{again}{KIND_NAMES[kind]}"


def person_name(dice: Dice, sex: str, taken: set[str]) -> str:
    """A name that nobody at this school has yet."""
    given = _MEN if sex == "男" else _WOMEN
    for _ in range(99):
        name = dice.pick(_SURNAMES) + dice.pick(given)
        if name not in taken:
            break
    taken.add(name)
    return name


def nation(dice: Dice) -> str:
    """Mostly Han, some Manchu and Korean, as in the area."""
    return dice.pick(_NATIONS)


def job(dice: Dice, kind: str) -> str:
    """What someone without a leading post does."""
    return dice.pick(_KINDERGARTEN_JOBS if "kindergarten" in kind else _PRIMARY_JOBS)

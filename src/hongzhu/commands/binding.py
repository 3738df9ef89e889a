"""May the server listen where other machines reach it?"""

from hongzhu.accounts.browsers import is_loopback

PAGES_ARE_PUBLIC = "网页还没有全部放到登录后面，现在只能在本机使用。"


def is_this_machine(host: str) -> bool:
    """Can only this machine reach a server that listens there?"""
    return host == "localhost" or is_loopback(host)


def refusals(host: str, *, has_demo: bool, is_https: bool) -> list[str]:
    """Say why not, one line each; nothing for this machine itself."""
    if is_this_machine(host):
        return []
    found = [PAGES_ARE_PUBLIC]
    if has_demo:
        found.append(
            "库里有演示账号，密码人人知道，不能让别的机器连进来。"
            "请换一个没有演示数据的数据目录：HONGZHU_DATA=目录 ./run --no-demo"
        )
    if not is_https:
        found.append("密码不能明文过网。请放到 HTTPS 反向代理后面，并设置 HONGZHU_HTTPS=1。")
    return found

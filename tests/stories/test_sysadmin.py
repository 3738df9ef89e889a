"""docs/stories/sysadmin.md, from the home page on."""

from hongzhu.accounts.actions import DEMO_PASSWORD
from tests.stories.conftest import Come, follow, press, says


def test_1_learn_how_to_back_up(come: Come) -> None:
    page = come("sysadmin")
    says(page, "./run backup")
    says(page, "都看不到学校和党组织的业务内容")


def test_2_choose_another_password(come: Come) -> None:
    page = come("sysadmin")
    page.locator("header .tool").click()
    follow(page, "改密码")
    page.locator("#id_password").fill(DEMO_PASSWORD)
    page.locator("#id_new_password").fill("qingshan-songbai-2027")
    page.locator("#id_again").fill("qingshan-songbai-2027")
    press(page, "改好了")
    says(page, "密码改好了")

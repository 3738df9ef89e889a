"""docs/stories/auditadmin.md, from the home page on."""

from tests.stories.conftest import Come, follow, headed, says


def test_1_read_who_did_what(come: Come) -> None:
    page = come("auditadmin")
    follow(page, "看操作记录")
    headed(page, "操作记录")
    says(page, "演示")
    assert "D001-2026" not in page.locator("main").inner_text()


def test_2_learn_how_the_chain_is_verified(come: Come) -> None:
    page = come("auditadmin")
    says(page, "核对整条记录链")
    says(page, "./run verify")

"""The page of permissions shows the table in force, all of it, in words."""

from hongzhu.desk.permissions import ACTIONS, RESOURCES, ROLES, lines
from hongzhu.house import PERMISSIONS
from tests.client import StrictClient
from tests.desk.readers import reader


def test_every_role_resource_and_action_has_its_word() -> None:
    assert set(RESOURCES) == set(PERMISSIONS)
    assert {role for row in PERMISSIONS.values() for role in row} == set(ROLES)
    assert {each for row in PERMISSIONS.values() for actions in row.values() for each in actions} <= set(
        ACTIONS
    )


def test_a_line_says_what_the_table_says() -> None:
    found = {line.role: dict(zip(RESOURCES, line.cells, strict=True)) for line in lines()}
    assert found["领导它的上级"]["roster"] == "只看数"
    assert found["领导它的上级"]["minutes"] == ""
    assert found["书记、副书记"]["meeting"] == "看、登记、更正、确认、撤回、导出"
    assert not any(found["安全管理员"][each] for each in ("org", "roster", "meeting", "standing"))


def test_whoever_is_signed_in_may_read_it(db: None) -> None:
    client = StrictClient()
    assert client.get("/permissions").status_code == 302
    reader(client)
    page = client.get("/permissions")
    assert page.status_code == 200
    assert "记录和名单" in page.content.decode()

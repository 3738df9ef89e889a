"""Attachments over the web: sent, shown, saved, removed, brought back; nothing counts for having them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hongzhu.attachments.models import Attachment
from hongzhu.attachments.shelf import Shelf
from hongzhu.audit.models import Event, Payload
from hongzhu.meetings.actions import confirm_meeting
from hongzhu.meetings.models import Meeting
from hongzhu.study.actions import PlanEntry, record_plans
from hongzhu.study.models import StudyPlan
from tests.attachments.making import PDF, TELLTALE, jpeg, office, old_office, telling_jpeg
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS
from tests.digests import digest_of_everything
from tests.makers import BY, NOW, make_training
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, make_account, read_fields

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/meetings/M1"
ALL = "/attachments/of/meeting/M1"
JPG = ("会场.jpg", jpeg())
SHEET = ("签到表.pdf", PDF)


def send(desk: StrictClient, *files: tuple[str, bytes], page: str = PAGE, **words: str):
    """Choose files on the page of a record and press 上传."""
    shown = desk.get(page).content.decode()
    form = re.search(r'<form[^>]*id="attach".*?</form>', shown, re.DOTALL)
    assert form, shown
    action = re.search(r'action="([^"]+)"', form[0])
    assert action
    sent = {name: value for name, value in read_fields(form[0]).items() if name != "chosen"} | words
    return desk.post(action[1], sent | {"chosen": [SimpleUploadedFile(*each) for each in files]})


def standing() -> list[Attachment]:
    return list(Attachment.objects.everything("test").filter(removed_at__isnull=True).order_by("pk"))


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_record_without_files_asks_for_none(desk: StrictClient) -> None:
    page = text(desk.get(PAGE))
    assert "附件（可不传）" in page
    assert "*" not in page.partition("附件（可不传）")[2].partition("上传")[0]


def test_sent_and_shown(desk: StrictClient, shelf: Shelf) -> None:
    response = send(desk, ("IMG_1.jpg", telling_jpeg()), SHEET)
    assert (response.status_code, response.headers["Location"]) == (302, f"{PAGE}?files=added#attachments")
    page = desk.get(f"{PAGE}?files=added")
    for words in ("附件存好了", "2 个", "IMG_1.jpg", "签到表.pdf", "1 KB", "党员01", "2026-11-22 12:00传"):
        assert words in text(page), words
    picture, sheet = standing()
    assert f'src="/attachments/{picture.pk}/small"' in page.content.decode()
    assert TELLTALE not in shelf.path(picture.sha256).read_bytes()
    assert shelf.path(sheet.sha256).read_bytes() == PDF


def test_a_file_is_saved_never_shown(desk: StrictClient) -> None:
    send(desk, JPG, SHEET)
    for row, name in zip(
        standing(), ("%E4%BC%9A%E5%9C%BA.jpg", "%E7%AD%BE%E5%88%B0%E8%A1%A8.pdf"), strict=True
    ):
        response = desk.get(f"/attachments/{row.pk}")
        assert response.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
        assert response.headers["Content-Type"] == row.media_type
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert len(response.content) == row.size
        again = desk.get(f"/attachments/{row.pk}", HTTP_IF_NONE_MATCH=response.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    assert desk.get(f"/attachments/{standing()[0].pk}/small").headers["Content-Type"] == "image/jpeg"
    assert desk.get(f"/attachments/{standing()[1].pk}/small").status_code == 404


def test_one_bad_file_and_none_is_kept(desk: StrictClient, shelf: Shelf) -> None:
    response = send(desk, JPG, ("旧.doc", old_office()), ("坏.jpg", jpeg()[:500]), ("空.pdf", b""))
    assert response.status_code == 422
    page = text(response)
    for words in (
        "“旧.doc”：这是旧格式的文档",
        "“坏.jpg”：图片打不开",
        "“空.pdf”：文件是空的",
        "一个也没有存",
    ):
        assert words in page, words
    assert standing() == []
    assert not list(shelf.root.glob("*/*"))


def test_nothing_chosen(desk: StrictClient) -> None:
    response = send(desk)
    assert response.status_code == 422
    assert "请先选文件" in text(response)


def test_too_many_at_once_and_too_many_in_all(desk: StrictClient) -> None:
    files = [(f"{number}.jpg", jpeg(seed=number)) for number in range(10)]
    assert "请少选几个" in text(send(desk, *files))
    assert send(desk, *files[:5]).status_code == 302
    response = send(desk, *files[5:])
    assert response.status_code == 422
    assert "最多放 9 个附件，已经有 5 个" in text(response)
    assert len(standing()) == 5


def test_the_same_sent_twice_is_there_once(desk: StrictClient) -> None:
    key = {"key": "once"}
    send(desk, JPG, **key)
    assert send(desk, JPG, **key).status_code == 302
    response = send(desk, JPG)
    assert response.headers["Location"].endswith("?files=known#attachments")
    assert "没有再存一遍" in text(desk.get(f"{PAGE}?files=known"))
    send(desk, JPG, SHEET)
    send(desk, ("另一个名字.pdf", PDF), ("再一个.pdf", PDF))
    assert [each.name for each in standing()] == ["会场.jpg", "签到表.pdf"]


def test_under_one_key_other_files_are_not_taken_for_the_first(desk: StrictClient) -> None:
    send(desk, JPG, key="one")
    assert send(desk, SHEET, key="one").status_code == 422
    assert len(standing()) == 1


def test_two_files_of_one_name_are_told_apart(desk: StrictClient) -> None:
    send(desk, ("image.jpg", jpeg(seed=1)), ("image.jpg", jpeg(seed=2)))
    send(desk, ("image.jpg", jpeg(seed=3)))
    assert [each.name for each in standing()] == ["image.jpg", "image（2）.jpg", "image（3）.jpg"]


@pytest.mark.parametrize(
    "name", ["../../x.jpg", "a\x00b.jpg", "会\u202egpj.exe.jpg", "<img src=x>.jpg", "长" * 300 + ".jpg"]
)
def test_names_that_play_tricks(desk: StrictClient, name: str) -> None:
    assert send(desk, (name, jpeg())).status_code == 302
    (row,) = standing()
    assert len(row.name) <= 80
    assert not set(row.name) & set("/\\<>\x00\u202e")
    assert desk.get(PAGE).status_code == 200
    assert "\n" not in desk.get(f"/attachments/{row.pk}").headers["Content-Disposition"]


def test_the_trail_tells_name_and_digest_never_the_content(desk: StrictClient) -> None:
    send(desk, JPG)
    (row,) = standing()
    desk.post(f"/attachments/{row.pk}/remove")
    desk.post(f"/attachments/{row.pk}/restore")
    events = Event.objects.filter(verb__startswith="attachment.").order_by("seq")
    assert [(each.stream, each.verb) for each in events] == [
        ("org:D1", f"attachment.{deed}") for deed in ("added", "removed", "restored")
    ]
    for payload in Payload.objects.filter(object=f"attachment:{row.pk}"):
        said = payload.content
        assert said
        assert (said["of"], said["name"], said["sha256"]) == ("meeting:M1", "会场.jpg", row.sha256)
    shown = text(desk.get("/trail"))
    for words in ("上传附件", "移走附件", "恢复附件"):
        assert words in shown


def test_removed_and_brought_back_within_a_day_without_a_reason(desk: StrictClient, clock: Clock) -> None:
    send(desk, JPG, SHEET)
    picture, sheet = standing()
    response = desk.post(f"/attachments/{picture.pk}/remove")
    assert response.headers["Location"] == f"{PAGE}?files=removed#attachments"
    assert standing() == [sheet]
    assert desk.get(f"/attachments/{picture.pk}").status_code == 404
    assert desk.get(f"/attachments/{picture.pk}/small").status_code == 404
    assert "2026-11-23 12:00 前可以恢复" in text(desk.get(PAGE))
    assert desk.post(f"/attachments/{picture.pk}/remove").status_code == 422
    clock.at = NOW + timedelta(hours=23)
    client = enter()
    assert client.post(f"/attachments/{picture.pk}/restore").status_code == 302
    assert standing() == [picture, sheet]
    assert client.post(f"/attachments/{picture.pk}/restore").status_code == 422


def test_after_a_day_it_is_gone_for_good(desk: StrictClient, clock: Clock) -> None:
    send(desk, JPG)
    (picture,) = standing()
    desk.post(f"/attachments/{picture.pk}/remove")
    clock.at = NOW + timedelta(hours=25)
    client = enter()
    response = client.post(f"/attachments/{picture.pk}/restore")
    assert response.status_code == 422
    assert "请重新上传" in text(response)
    assert "文件已经删去" in text(client.get(PAGE))


def test_later_than_a_day_after_it_came_removing_needs_a_reason(desk: StrictClient, clock: Clock) -> None:
    send(desk, JPG)
    (picture,) = standing()
    clock.at = NOW + timedelta(hours=25)
    client = enter()
    response = client.post(f"/attachments/{picture.pk}/remove")
    assert response.status_code == 422
    assert "移走要写明原因" in text(response)
    client.post(f"/attachments/{picture.pk}/remove", {"reason": "传错了会议"})
    assert standing() == []
    assert "原因：传错了会议" in text(client.get(PAGE))


def test_what_was_sent_again_meanwhile_is_not_brought_back_beside_it(desk: StrictClient) -> None:
    send(desk, JPG)
    (first,) = standing()
    desk.post(f"/attachments/{first.pk}/remove")
    send(desk, JPG)
    response = desk.post(f"/attachments/{first.pk}/restore")
    assert response.status_code == 422
    assert "又传过一份" in text(response)


def test_after_confirmation_files_may_still_come_and_a_withdrawn_record_takes_none(
    desk: StrictClient,
) -> None:
    meeting = Meeting.objects.everything("test").select_related("org").get(code="M1")
    confirm_meeting(meeting, kind="paper", person=None, signed_on=NOW.date(), version=1, by=BY, now=NOW)
    assert send(desk, SHEET).status_code == 302
    assert "2026-11-22 12:00传" in text(desk.get(PAGE))


def taken_back(kind: str) -> str:
    """The page of a meeting, a training or a plan that is taken back once files hang on it, as the test goes on."""
    if kind == "meeting":
        return PAGE
    if kind == "training":
        make_training("TR1", "P01", body="D1")
        return "/trainings/TR1"
    record_plans([PlanEntry(org="D1", year=2026, decided_on=NOW.date())], by=BY, now=NOW)
    return f"/plans/{StudyPlan.objects.everything('test').get().pk}"


@pytest.mark.parametrize("kind", ["meeting", "training", "plan"])
def test_a_withdrawn_record_takes_none_and_keeps_what_it_has(desk: StrictClient, kind: str) -> None:
    page = taken_back(kind)
    send(desk, JPG, page=page)
    (row,) = standing()
    assert desk.post(f"{page}/withdraw", {"reason": "记错"}).status_code == 302
    shown = desk.get(page)
    assert "会场.jpg" in text(shown)
    assert 'id="attach"' not in shown.content.decode()
    assert desk.get(f"/attachments/{row.pk}").status_code == 200
    more = {"key": "k", "chosen": SimpleUploadedFile(*SHEET)}
    assert desk.post(f"/attachments/of/{row.kind}/{row.code}", more).status_code == 404
    assert desk.post(f"/attachments/{row.pk}/remove").status_code == 404
    assert desk.post(f"/attachments/{row.pk}/restore").status_code == 404


def test_a_file_makes_nothing_count(desk: StrictClient) -> None:
    """Not one row of the ledger, of the meeting, of anybody's standing is another."""
    before = digest_of_everything()
    send(desk, JPG, SHEET)
    (row, _sheet) = standing()
    desk.post(f"/attachments/{row.pk}/remove")
    after = digest_of_everything()
    changed = {name for name, digest in after.items() if before.get(name) != digest}
    assert changed <= {
        "attachments_attachment",
        "audit_event",
        "audit_head",
        "audit_key",
        "audit_payload",
        "accounts_session",
        "sqlite_sequence",
    }
    assert "attachments_attachment" in changed


def test_looking_costs_as_much_for_nine_as_for_one(desk: StrictClient) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert desk.get(address).status_code == 200
        return len(found)

    send(desk, JPG)
    one = cost(PAGE), cost(ALL)
    send(desk, *[(f"{number}.jpg", jpeg(seed=number)) for number in range(2, 10)])
    assert (cost(PAGE), cost(ALL)) == one
    assert one[0] - WHO_ASKS <= 14


def test_trainings_and_plans_have_them_too(desk: StrictClient) -> None:
    make_training("TR1", "P01", body="D1")
    record_plans([PlanEntry(org="D1", year=2026, decided_on=NOW.date())], by=BY, now=NOW)
    plan = StudyPlan.objects.everything("test").get()
    for page in (reverse("training", args=["TR1"]), reverse("plan", args=[plan.pk])):
        assert send(desk, JPG, page=page).status_code == 302
        assert "会场.jpg" in text(desk.get(page))
    assert {(each.kind, each.code) for each in standing()} == {("training", "TR1"), ("plan", str(plan.pk))}


def test_records_of_two_kinds_with_one_number_keep_their_files_apart(desk: StrictClient) -> None:
    make_training("M1", "P01", body="D1")
    send(desk, JPG)
    send(desk, SHEET, page="/trainings/M1")
    assert "签到表" not in text(desk.get(PAGE))
    assert "会场" not in text(desk.get("/trainings/M1"))


def test_talks_have_none(desk: StrictClient) -> None:
    assert desk.get("/attachments/of/talk/1").status_code == 404
    assert desk.get("/attachments/of/meeting/none").status_code == 404


def test_a_member_reads_and_may_not_add(desk: StrictClient) -> None:
    send(desk, JPG)
    (row,) = standing()
    make_account("P07", "dangyuan7")
    member = enter("dangyuan7")
    page = member.get(PAGE)
    assert "会场.jpg" in text(page)
    assert "移走" not in text(page)
    assert member.get(f"/attachments/{row.pk}").status_code == 200
    assert member.post(ALL, {"key": "k", "chosen": SimpleUploadedFile(*SHEET)}).status_code == 404
    assert member.post(f"/attachments/{row.pk}/remove").status_code == 404
    assert len(standing()) == 1


def test_a_request_above_the_limit_is_told_so(desk: StrictClient, settings) -> None:
    settings.LARGEST_REQUESTS = {"/attachments/": 5000, "/": 3000}
    response = desk.post(ALL, {"key": "k", "chosen": SimpleUploadedFile("a.pdf", PDF + bytes(9000))})
    assert response.status_code == 413
    assert "分几次传" in text(response)
    assert desk.post("/meetings/new", {"minutes": "字" * 4000}).status_code == 413


def test_a_text_above_the_limit_is_told_so(desk: StrictClient, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = StrictClient(raise_request_exception=False)
    client.cookies = desk.cookies
    response = client.post("/meetings/new?body=org:D1", {"minutes": "字" * 4000})
    assert response.status_code == 413
    assert "写的字太多" in text(response)


def test_office_documents_come_back_byte_for_byte(desk: StrictClient) -> None:
    sent = office("xlsx")
    send(desk, ("表.xlsx", sent))
    (row,) = standing()
    assert desk.get(f"/attachments/{row.pk}").content == sent

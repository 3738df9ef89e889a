"""The form by which files are sent."""

from typing import Final

from django.conf import settings

from hongzhu.kit.forms import FilesField, Form, TextField

# Without HEIC in the list an Apple telephone hands pictures over as JPEG.
ACCEPT: Final = "image/jpeg,image/png,image/webp,image/gif,image/bmp,.pdf,.docx,.xlsx"
ABOUT: Final = (
    "照片（JPG、PNG）、PDF、Word（.docx）、Excel（.xlsx），一个最大 {size} MB，最多 {most} 个，可以一次选几个。"
    "照片会改小，拍摄地点等信息自动去掉。请不要传拍到学生的照片、证件和病历。"
)


class AttachForm(Form):
    """Files chosen on the page of a record."""

    chosen = FilesField(
        label="选照片或文件",
        required=False,
        accept=ACCEPT,
        help_text=ABOUT.format(size=settings.ATTACHMENT_SIZE // 2**20, most=settings.ATTACHMENTS_PER_RECORD),
    )


class RemoveForm(Form):
    """移走, later than a day after it was added: with the reason."""

    reason = TextField(label="为什么移走", max_length=200, required=False)

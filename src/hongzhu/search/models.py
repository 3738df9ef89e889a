"""What records say, as it is looked up."""

from django.db import models


class SearchText(models.Model):
    """What one record says now; `kind` and `key` name it, `text` is title and body in their plain shape."""

    DATA_CLASSES = {
        "id": "organisational",
        "kind": "organisational",
        "key": "organisational",
        "dated_on": "organisational",
        "title": "organisational",
        "body": "organisational",
        "text": "organisational",
        "pairs": "organisational",
    }

    kind = models.CharField(max_length=16)
    key = models.BigIntegerField()
    dated_on = models.DateField("日期")
    title = models.CharField("标题", max_length=400)
    body = models.TextField("内容", blank=True)
    text = models.TextField()
    pairs = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_text_once")]
        indexes = [models.Index(fields=["-dated_on", "-id"], name="search_text_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

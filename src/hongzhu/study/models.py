"""谈心谈话: that two people talked, and when. What was said has no column and never will."""

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.people.models import Person


class Talk(models.Model):
    """A heart-to-heart talk on a day.

    An empty `entered_on` marks a record taken over from an existing book (导入); `saved_at` is the real time.
    """

    DATA_CLASSES = {
        "id": "sensitive",
        "held_on": "sensitive",
        "talker": "sensitive",
        "object": "sensitive",
        "entered_on": "sensitive",
        "saved_by": "sensitive",
        "saved_at": "sensitive",
    }

    held_on = models.DateField("日期")
    talker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="talks_led")
    object = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="talks")
    entered_on = models.DateField("登记日期", null=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Talk"]("hongzhu.study.access.talks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["held_on", "talker", "object"], name="talk_once"),
            models.CheckConstraint(condition=Q(entered_on__gte=F("held_on")), name="talk_entered"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.talker_id} {self.object_id}"

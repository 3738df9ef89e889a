"""The ledger's tables. Days are ordinals, quantities are tenths; nothing points upward (DESIGN: floors).

Written only by hongzhu.ledger.posting and hongzhu.ledger.store, in bulk SQL. Rows of `Fact` are never deleted:
an amendment closes the ones that changed.
"""

from django.db import models

from hongzhu.policy.days import FOREVER


class Subject(models.Model):
    """Someone or something that owes duties: a school, an organisation, a group, a person, the district, a case."""

    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=64)
    owner = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.IntegerField(default=1)
    until_day = models.IntegerField(default=FOREVER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="subject_kind_code")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


class Attribute(models.Model):
    """The value of one attribute of a subject over a stretch of days."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=32)
    value = models.CharField(max_length=32)
    from_day = models.IntegerField()
    until_day = models.IntegerField()


class Link(models.Model):
    """A dated relation between two subjects, e.g. person → school, organisation → covered school."""

    origin = models.CharField(max_length=96, db_index=True)
    kind = models.CharField(max_length=48)
    tail = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    head = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    from_day = models.IntegerField()
    until_day = models.IntegerField()


class Fact(models.Model):
    """One piece of evidence: it happened on `day`, was entered on `entered`, is known here since `since`.

    `entered` decides whether it was in time; `since` and `withdrawn` decide what stood on a past day.
    """

    kind = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    day = models.IntegerField()
    entered = models.IntegerField()
    since = models.IntegerField()
    withdrawn = models.IntegerField(default=FOREVER)
    qty = models.IntegerField()
    source = models.CharField(max_length=96)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "kind", "day"], name="fact_subject_kind_day"),
            models.Index(fields=["source"], name="fact_source"),
            # For past days: what became known, or was withdrawn, only after them (stored.py).
            models.Index(fields=["since"], name="fact_since"),
            models.Index(
                fields=["withdrawn"], name="fact_withdrawn", condition=models.Q(withdrawn__lt=FOREVER)
            ),
        ]


class Excuse(models.Model):
    """A 说明 filed for one duty and period; counts from the day it was accepted (FOREVER = not yet).

    With days (`until_day`) it is an exemption (免计): of every period that begins within them, from the day of approval.
    """

    source = models.CharField(max_length=96, unique=True)
    obligation = models.CharField(max_length=64)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=16)
    accepted = models.IntegerField(default=FOREVER)
    from_day = models.IntegerField(default=0)
    until_day = models.IntegerField(default=0)


class Usage(models.Model):
    """The first day on which a subject's organisation entered anything (contract: 未登记, not 未开展)."""

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.CASCADE, related_name="+")
    day = models.IntegerField()


class FirstEntry(models.Model):
    """The first day on which a meeting, training or talk of this very subject was entered."""

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.CASCADE, related_name="+")
    day = models.IntegerField()


class PackInForce(models.Model):
    """The pack whose rules the compiled tables hold, and the window of days for which rows are stored.

    `stamp`: another word after each transaction that wrote anything of the ledger; what was read under it stays true
    as long as it stands (keeping.py).
    """

    pack = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    window_from = models.IntegerField()
    window_until = models.IntegerField()
    stamp = models.CharField(max_length=32, default="", blank=True)


class Decided(models.Model):
    """What the district decided where its document is silent: one row, JSON, a list of [target, field, value, since].

    Written with the record that says who decided it and why (obligations); here only what rules are made from.
    """

    text = models.TextField(default="[]")


class RuleInForce(models.Model):
    """The number by which the compiled tables and rows know a rule."""

    number = models.IntegerField(primary_key=True)
    key = models.CharField(max_length=64)


class Need(models.Model):
    """How much a rule asks, in tenths, from whoever holds a role, by the day the period begins."""

    rule = models.IntegerField()
    role = models.IntegerField()
    rank = models.IntegerField()
    need = models.IntegerField()
    is_exempt = models.IntegerField(default=0)
    from_day = models.IntegerField()
    until_day = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["role"], name="need_role")]


class Evidence(models.Model):
    """Which kinds of fact count for a rule; `during` is a role the subject must hold on that day, or 0."""

    rule = models.IntegerField()
    kind = models.CharField(max_length=40)
    calendar = models.CharField(max_length=32)
    is_sum = models.IntegerField()
    during = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["kind"], name="evidence_kind")]


class Slot(models.Model):
    """One period of one rule. `period` is the first day of the calendar's period: its key in CalendarDay."""

    rule = models.IntegerField()
    period = models.IntegerField()
    label = models.CharField(max_length=16)
    from_day = models.IntegerField()
    until_day = models.IntegerField()
    due = models.IntegerField()
    overdue = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "period"], name="slot_rule_period")]


class CalendarDay(models.Model):
    """Which period of a calendar a day belongs to."""

    calendar = models.CharField(max_length=32)
    day = models.IntegerField()
    period = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day")]


class Spell(models.Model):
    """A stretch of days on which a subject holds a role that the pack in force names."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    role = models.IntegerField()
    from_day = models.IntegerField()
    until_day = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["subject", "role"], name="spell_subject_role")]


class Row(models.Model):
    """The standing of one duty of one subject in one period; its label is derived from the day it is read on.

    need, total, ontime in tenths. `latest` is the last day on which counted evidence became known: read for an
    earlier day, the row is judged again.
    """

    rule = models.IntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    period = models.IntegerField()
    label = models.CharField(max_length=16)
    rank = models.IntegerField()
    until_day = models.IntegerField()
    need = models.IntegerField()
    total = models.IntegerField()
    ontime = models.IntegerField()
    due = models.IntegerField()
    overdue = models.IntegerField()
    exempt = models.IntegerField()
    latest = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "rule", "period"], name="row_subject_rule_period")
        ]
        indexes = [models.Index(fields=["rule", "period"], name="row_rule_period")]


class RowEvent(models.Model):
    """A change of a stored row: when, and the label before and after (as read on that day)."""

    at = models.DateTimeField()
    duty = models.CharField(max_length=64)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    period = models.IntegerField()
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)

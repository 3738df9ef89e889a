"""What is chosen and typed on the page of reminders."""

from typing import Any

from django import forms

from hongzhu.kit.forms import Form, TextField
from hongzhu.orgs.models import PartyOrg

from .reminding import Draft


class RemindForm(Form):
    """Who gets a message, in whose name, and a sentence of one's own; everybody is chosen to begin with."""

    words = TextField(label="每封信后面都有这一句", lines=True, rows=2, required=False, max_length=300)

    def __init__(self, *args: Any, to_send: list[Draft], senders: list[PartyOrg], **words: Any) -> None:
        initial = {"to": [draft.address for draft in to_send], "sender": senders[0].code}
        super().__init__(*args, initial=initial, **words)
        self.senders = {org.code: org for org in senders}
        messages = {"required": "一个单位也没有选，请至少选一个"}
        choices = [(draft.address, draft.name) for draft in to_send]
        self.add_field(
            "to", forms.MultipleChoiceField(label="发给谁", choices=choices, error_messages=messages)
        )
        if len(senders) > 1:
            names = [(org.code, org.name) for org in senders]
            self.add_field(
                "sender", forms.ChoiceField(label="以谁的名义", choices=names, widget=forms.RadioSelect)
            )

    def sender(self) -> PartyOrg:
        """In whose name."""
        first = next(iter(self.senders))
        return self.senders[self.cleaned_data.get("sender") or first]


class ChatForm(Form):
    """What was put into a chat group."""

    chat = TextField(label="可以复制的文字", lines=True, rows=6, max_length=1000)

"""Why an action did not happen. The messages are Chinese and say what to do."""


class Refused(Exception):
    """What was given cannot be stored; `field` names the field, `index` the entry of a bulk call."""

    def __init__(self, *messages: str, field: str = "", index: int = 0) -> None:
        super().__init__(*messages)
        self.messages = messages
        self.field = field
        self.index = index


class Wrong(Exception):
    """The password or the code does not fit; which of them, and whether the account exists, is not said."""


class Closed(Exception):
    """Too many tries: nothing was weighed."""

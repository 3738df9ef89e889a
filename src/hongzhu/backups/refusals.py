"""Why a backup was not made or not restored."""


class Refused(Exception):
    """Nothing was changed. The message is Chinese and says what to do."""


class Damaged(Refused):
    """The file is not what was once written."""


class WrongKey(Refused):
    """The file was made with another key."""


class TooNew(Refused):
    """The file or the database belongs to a release that this one does not know."""

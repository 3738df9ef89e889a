"""Why a file is not taken, in words for whoever sent it."""


class Unfit(Exception):
    """What is wrong with a file, and what to do; both Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}。{remedy}")

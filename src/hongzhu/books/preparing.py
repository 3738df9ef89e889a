"""备册: the year of everybody below, branch by branch, in the background. The files are for the branches themselves."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django.conf import settings

from hongzhu.kit.dates import moment
from hongzhu.orgs.models import PartyOrg

from .actions import end_preparation, move_on
from .kinds import kinds_for
from .making import Asked, written, year_book
from .models import Preparation

FAILED: Final = "写文件时出了错，请告诉管理系统的人，用 ./run doctor 体检后再备一次"


def prepared_file(org: PartyOrg, year: int) -> Path:
    """Where the prepared year of an organisation lies."""
    name = sha256(org.code.encode()).hexdigest()[:32]
    return Path(settings.DATA_DIR) / "books" / str(year) / f"{name}.pdf"


def prepared_words(org: PartyOrg, year: int) -> str:
    """When it was prepared; empty where it is not."""
    path = prepared_file(org, year)
    return moment(datetime.fromtimestamp(path.stat().st_mtime, UTC)) if path.is_file() else ""


def prepare(preparation: Preparation, orgs: Sequence[PartyOrg], clock: Callable[[], datetime]) -> None:
    """Make the books of these organisations, telling after each how far it is."""
    try:
        for done, org in enumerate(orgs, 1):
            make_year(org, preparation.year, clock())
            move_on(preparation, done, now=clock())
    except OSError as error:
        end_preparation(preparation, problem=f"{FAILED}（{error.strerror}）", now=clock())
    except Exception:
        end_preparation(preparation, problem=FAILED, now=clock())
        raise
    else:
        end_preparation(preparation, problem="", now=clock())


def make_year(org: PartyOrg, year: int, now: datetime) -> Path:
    """All books of an organisation and year as one PDF; a reader meanwhile gets the earlier one whole."""
    asked = Asked(org=org, year=year, reader=None, now=now)
    made = written([year_book(asked, kind) for kind in kinds_for(org, reads_all=True)], "pdf", now)
    path = prepared_file(org, year)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        file.write(made.content)
    os.chmod(file.name, 0o600)
    os.replace(file.name, path)
    return path

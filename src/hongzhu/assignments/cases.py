"""Receipts as cases: what is asked, by whom, and where it is answered."""

from collections.abc import Collection

from django.urls import reverse

from hongzhu.orgs.access import Reader, org_keys
from hongzhu.orgs.cases import Case

from .access import AFAR, RESOURCE, receipts_of_codes


def described(reader: Reader, codes: Collection[str]) -> dict[str, Case]:
    """By the code of the subject, as B001-2026-R3:D001."""
    found = {}
    answering = org_keys(reader, RESOURCE, "answer", but=AFAR)
    for receipt in receipts_of_codes(codes):
        assignment = receipt.assignment
        about = f"{assignment.org.name} · 约{assignment.minutes}分钟"
        if receipt.reminded_on:
            about += f" · {receipt.reminded_on.month}月{receipt.reminded_on.day}日提醒过"
        verb = "回复" if receipt.org_id in answering else "看"
        href = reverse("receipt", args=[assignment.code, receipt.org.code])
        found[f"{assignment.code}:{receipt.org.code}"] = Case(assignment.title, about, href, verb)
    return found

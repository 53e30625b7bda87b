"""An article's words on when posts were made, to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from archiver.model import DateBasis, DateMention, DateReading


def mention_rows(mentions: Sequence[DateMention]) -> list[object]:
    """The mentions as plain data, in their order."""
    return [
        {
            "start": one.start,
            "end": one.end,
            "words": one.words,
            "kind": one.kind,
            "quotation": one.quotation,
            "embed": one.embed,
            "readings": [
                [read.first.isoformat(), read.last.isoformat(), read.basis.value]
                for read in one.readings
            ],
        }
        for one in mentions
    ]


def mentions_of(text: str) -> tuple[DateMention, ...]:
    """The mentions that stand in the JSON of a row."""
    return tuple(
        DateMention(
            start=one["start"],
            end=one["end"],
            words=one["words"],
            kind=one["kind"],
            quotation=one["quotation"],
            embed=one["embed"],
            readings=tuple(
                DateReading(
                    first=datetime.fromisoformat(first),
                    last=datetime.fromisoformat(last),
                    basis=DateBasis(basis),
                )
                for first, last, basis in one["readings"]
            ),
        )
        for one in json.loads(text)
    )

"""A quotation with the words beside it, as its attribution is read from."""

from __future__ import annotations

from typing import NamedTuple

from archiver.articles.cues import Token, tokens_of
from archiver.articles.said import Context, Place
from archiver.articles.windows import after_of, before_of


class Seen(NamedTuple):
    """A quotation and the words beside it."""

    place: Place
    exact: str
    offset: int
    """Where in the text the words in front begin."""
    lead: str
    tail: str
    in_front: tuple[Token, ...]
    behind: tuple[Token, ...]


def seen_of(context: Context, index: int) -> Seen:
    """Quotation ``index`` with the words in front of it and behind it, within its sentence."""
    place = context.quotations[index]
    offset, lead = before_of(context, index)
    tail = after_of(context, index)
    return Seen(
        place=place,
        exact=context.text[place.start : place.end],
        offset=offset,
        lead=context.text[offset : offset + len(lead)],
        tail=context.text[place.outer_end : place.outer_end + len(tail)],
        in_front=tokens_of(lead, context.lexicon),
        behind=tokens_of(tail, context.lexicon),
    )

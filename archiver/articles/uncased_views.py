"""The sentence around a quotation, with all that is quoted in it blotted out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import regex

from archiver.articles.said import Context
from archiver.articles.uncased_grammar import ENDED, FILLER, Grammar

REACH = 400
"""The code points on each side that may say whose the words are."""
_TERMINAL = ".!?…。！？؟।"
_WORD = regex.compile(r"[\p{L}\p{N}@]")
_QUOTED_END = regex.compile(rf"{ENDED}(?!\s*[,，،、—–-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What stands before and behind a quotation; other quotations are blotted out."""

    lead: str
    """From the beginning of the sentence, or of the one before that announces, to the mark."""
    tail: str
    """From the mark to the end of the sentence."""
    start: int
    """Where in the article the lead begins."""
    before: str
    """What stands in front of the lead."""
    after: str
    """The next sentence of the paragraph."""
    announced: bool
    """Whether the lead is a sentence of its own."""
    words_before: str
    """The lead as it stands in the article, without an earlier quotation."""
    words_behind: str
    """The tail as it stands there, to the next quotation."""
    paragraph: bool
    """Whether the sentence begins a paragraph."""


def view_of(context: Context, index: int, rules: Grammar) -> View:
    """The view from quotation ``index``. Takes time for the 400 code points on each side."""
    place = context.quotations[index]
    floor = max(0, place.outer_start - REACH)
    ceiling = min(len(context.text), place.outer_end + REACH)
    masked = _masked(context, index, rules, floor, ceiling)
    front, tail = masked[: place.outer_start - floor], masked[place.outer_end - floor :]
    ends = _ends(front, rules)
    begin = ends[-1]
    announced = False
    if not _WORD.search(front, begin):
        sentence = next((at for at in reversed(ends) if _WORD.search(front, at, begin)), begin)
        last = front[sentence:begin].rstrip(_TERMINAL + " \n")
        leads = last.endswith((":", "：")) or bool(rules["announces"].search(last))
        if last and (leads or place.block):
            begin, announced = sentence, True
    stops = [*_ends(tail, rules)[1:], len(tail), len(tail)]
    after = tail[stops[0] : stops[1]].partition("\n")[0] if "\n" not in tail[: stops[0]] else ""
    tail = tail[: stops[0]]
    start = floor + begin
    earlier = context.quotations[index - 1].outer_end if index else 0
    later = (
        context.quotations[index + 1].outer_start
        if index + 1 < len(context.quotations)
        else len(context.text)
    )
    return View(
        lead=front[begin:],
        tail=tail,
        start=start,
        before=front[:begin],
        after=after,
        announced=announced,
        words_before=context.text[max(start, earlier) : place.outer_start].strip(),
        words_behind=context.text[
            place.outer_end : min(place.outer_end + len(tail), later)
        ].strip(),
        paragraph=start == 0 or front[:begin].endswith("\n"),
    )


def _ends(words: str, rules: Grammar) -> list[int]:
    """Where the sentences of ``words`` begin."""
    found = {0, *(end.end() for end in rules["sentence_end"].finditer(words))}
    if not rules.circumfix:
        found.update(end.end() for end in _QUOTED_END.finditer(words))
    return sorted(found)


def _masked(context: Context, index: int, rules: Grammar, floor: int, ceiling: int) -> str:
    """The text with other quotations blotted out, and a line feed in place of an embed.

    The name of a platform stays, with the marks that it stands in.
    """
    parts: list[str] = []
    at = floor
    first = index
    while first and context.quotations[first - 1].outer_end > floor:
        first -= 1
    for number in range(first, len(context.quotations)):
        place = context.quotations[number]
        if place.outer_start >= ceiling:
            break
        if number == index or place.outer_end <= at:
            continue
        if rules["platform_names"].fullmatch(context.text, place.start, place.end):
            continue
        start, stop = max(place.outer_start, at), min(place.outer_end, ceiling)
        parts.append(context.text[at:start])
        ended = context.text[place.end - 1] in _TERMINAL
        parts.append(FILLER * (stop - start - 1) + (ENDED if ended else FILLER))
        at = stop
    parts.append(context.text[at:ceiling])
    return _without_embeds("".join(parts), context, floor, ceiling)


def _without_embeds(masked: str, context: Context, floor: int, ceiling: int) -> str:
    embeds = context.embeds
    at = max(0, bisect_left(embeds, (floor, floor)) - 1)
    while at < len(embeds) and embeds[at][0] < ceiling:
        start, end = max(embeds[at][0], floor) - floor, min(embeds[at][1], ceiling) - floor
        if start < end:
            masked = masked[:start] + "\n" * (end - start) + masked[end:]
        at += 1
    return masked

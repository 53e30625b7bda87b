"""The words before and behind a quotation that may say whose it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

import regex

from archiver.articles.cues import abbreviates, addresses, brings_on, is_platform
from archiver.articles.lexicons import Lexicon
from archiver.articles.said import Context, Place

_SENTENCE = regex.compile(r"[.!?…]+[”“\"'’‘»«›)\]]*\s+(?=[\p{Lu}\p{Lo}\d“\"‘«„@(]|$)|\n")
_AFTER_END = regex.compile(r"[.!?…](?=\s|$)|\n|[“„«「『]|(?<=[\s(])\"(?=\S)")
_SENTENCE_BEGINS = regex.compile(r"[.!?…]?\s+(?=\p{Lu})")
_LAST_WORD = regex.compile(r"[\p{L}\d.]+$")
_FRONT_WORD = regex.compile(r"[\p{L}\p{M}\d]+$")
_TITLE_WORDS = 4
"""The most words of a title."""
_TITLES = 4
"""The most titles that one sentence is read on behind."""
_NEAR = 40
"""The code points that hold the word in front of a mark."""
MARKS = "“”\"'‘’«»„「」『』‹›`"
REACH = 400
"""The code points on each side that may say whose the words are."""


def with_titles(context: Context) -> Context:
    """The context with the quotations that only name something known as such.

    Such a one has few words, the first with a capital, no sentence's mark at its end, and stands
    behind a word that brings nothing on: 'im Podcast „Lange Wege“', 'der „Neuen Zeitung“'.
    """
    text = context.text
    if context.lexicon.final:
        # What is said stands there too, with its verb behind.
        return context
    titles = {at for at, one in enumerate(context.quotations) if _is_title(context, one)}
    if not titles:
        return context
    pieces: list[str] = []
    end = 0
    for at in sorted(titles):
        one = context.quotations[at]
        front, kept = text[end : one.outer_start], text[one.start : one.end]
        left, right = text[one.outer_start : one.start], text[one.end : one.outer_end]
        if not addresses(front, context.lexicon):
            left, right = " " * len(left), " " * len(right)
        if not is_platform(kept, context.lexicon):
            kept = " " * len(kept)
        pieces += [front, left, kept, right]
        end = one.outer_end
    masked = "".join([*pieces, text[end:]])
    return replace(context, titles=frozenset(titles), masked=masked)


def _is_title(context: Context, place: Place) -> bool:
    exact = context.text[place.start : place.end]
    if len(exact.split()) > _TITLE_WORDS or not (exact[0].isupper() and exact[-1].isalnum()):
        return False
    front = context.text[max(0, place.outer_start - _NEAR) : place.outer_start].rstrip(" \t")
    word = _FRONT_WORD.search(front)
    return word is not None and not brings_on(word.group(), context.lexicon)


def before_of(context: Context, index: int) -> tuple[int, str]:
    """From the beginning of the sentence, or the paragraph before that leads in, to the mark.

    Also where in the text they begin.
    """
    start = context.quotations[index].outer_start
    floor = max(0, start - REACH)
    last = index - 1
    while last in context.titles and last > index - _TITLES:
        last -= 1
    if last >= 0:
        floor = max(floor, context.quotations[last].outer_end)
    place = bisect_right(context.embeds, (start, start)) - 1
    if place >= 0:
        floor = min(start, max(floor, context.embeds[place][1]))
    window = (context.masked or context.text)[floor:start]
    breaks = list(sentence_ends(window, context.lexicon))
    begin = breaks[-1] if breaks else 0
    if breaks and not window[begin:].strip(" \t\r" + MARKS):
        lead = window[:begin].rstrip()
        if lead.endswith((":", ",")):
            begin = next((at for at in reversed(breaks) if at < len(lead)), 0)
    return floor + begin, window[begin:]


def sentence_ends(window: str, lexicon: Lexicon) -> list[int]:
    """Where sentences and paragraphs begin in ``window``, but for its own beginning."""
    found = []
    for end in _SENTENCE.finditer(window):
        word = _LAST_WORD.search(window, 0, end.start())
        stop = end.group().startswith(".") and not end.group().startswith("..")
        if not (stop and word and abbreviates(word.group(), lexicon) and "\n" not in end.group()):
            found.append(end.end())
    return found


def sentence_before(context: Context, offset: int) -> str:
    """The sentence that ends at ``offset``, within its paragraph; nothing of an embed."""
    floor = max(0, offset - REACH)
    place = bisect_right(context.embeds, (offset, offset)) - 1
    if place >= 0:
        floor = min(offset, max(floor, context.embeds[place][1]))
    window = context.text[floor:offset].rstrip(" \t" + MARKS)
    if window.endswith("\n"):
        return ""
    breaks = [at for at in sentence_ends(window, context.lexicon) if at < len(window)]
    return window[breaks[-1] :] if breaks else window


def next_sentence(context: Context, index: int) -> str:
    """The sentence behind the one that the quotation ends, within its paragraph."""
    end = context.quotations[index].outer_end
    ceiling = min(len(context.text), end + REACH)
    if index + 1 < len(context.quotations):
        ceiling = min(ceiling, max(end, context.quotations[index + 1].outer_start))
    window = context.text[end:ceiling].split("\n", maxsplit=1)[0]
    begins = _SENTENCE_BEGINS.match(window)
    if begins is None:
        return ""
    rest = window[begins.end() :]
    ends = sentence_ends(rest, context.lexicon)
    return rest[: ends[0]] if ends else rest


def after_of(context: Context, index: int) -> str:
    """From the mark to the end of the sentence, the next quotation, or an embed."""
    end = context.quotations[index].outer_end
    ceiling = min(len(context.text), end + REACH)
    after = index + 1
    while after in context.titles and after < index + _TITLES:
        after += 1
    if after < len(context.quotations):
        ceiling = min(ceiling, max(end, context.quotations[after].outer_start))
    place = bisect_left(context.embeds, (end, end))
    if place < len(context.embeds):
        ceiling = min(ceiling, context.embeds[place][0])
    window = (context.masked or context.text)[end:ceiling]
    for stop in _AFTER_END.finditer(window):
        word = _LAST_WORD.search(window, 0, stop.start())
        if stop.group() == "." and word and abbreviates(word.group(), context.lexicon):
            continue
        return window[: stop.end()].rstrip('“„«「『"\n')
    return window

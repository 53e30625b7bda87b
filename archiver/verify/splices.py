"""A quotation that is put together from several places: of one post, a thread, several people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from itertools import pairwise

import regex

from archiver.model import Alignment as Laid
from archiver.model import Edit, EditKind, SocialMediaPosting
from archiver.text.count import words_in
from archiver.text.tokens import TokenKind, Tokens, tokenize
from archiver.verify.align import align, prepare
from archiver.verify.case import Case
from archiver.verify.edges import coverage
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.marks import has_ellipsis
from archiver.verify.shelf import Shelf, tokens_of
from archiver.verify.whose import of_one_account

_PART_WORDS = 4
"""Words in a row that a quotation and a post do not share by chance."""
_MOST_PARTS = 8
_THREAD = timedelta(days=1)
"""Posts that lie farther apart are no thread, if they don't answer each other."""
_SHOWN_SEAM = regex.compile(r"[\n/|•·]|[\"“”„«»‹›「」『』].*[\"“”„«»‹›「」『』]", regex.DOTALL)
_COUNTER = regex.compile(r"\d{1,3}(?:/\d{0,3})?")
_AROUND = frozenset({TokenKind.LINK, TokenKind.HASHTAG, TokenKind.EMOJI, TokenKind.MENTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of the quotation's words that stands in one post."""

    posting: SocialMediaPosting
    start: int
    """First token of the quotation."""
    end: int
    place: int
    """First token of the posting."""

    @property
    def size(self) -> int:
        """Tokens."""
        return self.end - self.start


class Join(Enum):
    """How the parts of a quotation belong together."""

    THREAD = auto()
    """Posts of one account that answer each other, each to its end, in their order."""
    MARKED = auto()
    """Posts of one account, and every seam shows."""
    PERHAPS = auto()
    """Whole posts of one account that may be a thread, or parts that the article sets apart."""
    SPLICED = auto()
    """Joined without a mark, or from several people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """All words of a quotation, found in several places."""

    tokens: Tokens
    parts: tuple[Part, ...]
    join: Join
    people: bool
    """Whether more than one account's words are in it."""

    def words(self, part: Part) -> str:
        """The part as the quotation has it."""
        return self.tokens.text[self.tokens.starts[part.start] : self.tokens.ends[part.end - 1]]


def parts_of(exact: str, shelf: Shelf) -> tuple[Tokens, tuple[Part, ...]]:
    """The runs of words, each in one post, that make up the quotation; none where they don't.

    Each run is the longest that any post has; of equal ones the post before goes first, then
    posts that are known in full.
    """
    tokens, at, parts = tokenize(exact), 0, list[Part]()
    while at < len(tokens):
        before = parts[-1].posting if parts else None
        part = _longest(tokens, at, shelf, before)
        if part is None or len(parts) == _MOST_PARTS:
            return tokens, ()
        parts.append(part)
        at = part.end
    return tokens, tuple(parts)


def _longest(
    tokens: Tokens, at: int, shelf: Shelf, before: SocialMediaPosting | None
) -> Part | None:
    best: tuple[tuple[int, bool, bool, bool], Part] | None = None
    for posting in shelf.having(tokens.keys[at : at + _PART_WORDS]):
        post = tokens_of(posting.text)
        size = _shared(tokens, at, post.line)
        part = Part(posting=posting, start=at, end=at + size, place=_place(tokens, at, size, post))
        if not size or not _tells(part, tokens, post):
            continue
        same = before is not None and posting.ref == before.ref
        follows = before is not None and posting.in_reply_to == before.ref
        rank = size, follows, same, posting.complete
        if best is None or rank > best[0]:
            best = rank, part
    return best and best[1]


def _shared(tokens: Tokens, at: int, line: str) -> int:
    low, high = 0, len(tokens) - at
    while low < high:
        middle = (low + high + 1) // 2
        if "\n".join(["", *tokens.keys[at : at + middle], ""]) in line:
            low = middle
        else:
            high = middle - 1
    return low


def _place(tokens: Tokens, at: int, size: int, post: Tokens) -> int:
    run = "\n".join(["", *tokens.keys[at : at + size], ""])
    return post.line.count("\n", 0, post.line.find(run)) if size else 0


def _tells(part: Part, tokens: Tokens, post: Tokens) -> bool:
    """Whether the run is long enough to be no chance, or is all of a post."""
    whole = part.size == len(post)
    return whole or words_in(tokens, part.start, part.end) >= _PART_WORDS


def splice(case: Case) -> Splice | None:
    """How the quotation is joined from several posts; None where it is not.

    Where the parts stand in one post, it is one only where they are out of their order, or too
    far apart for the quotation to be laid against the post as a whole.
    """
    tokens, parts = parts_of(case.quotation.quote.exact, case.shelf)
    if len(parts) < 2:
        return None
    if len({part.posting.ref for part in parts}) == 1 and case.best is not None:
        return None
    authors = [part.posting for part in parts]
    one = all(_same_author(authors[0], other, case) for other in authors[1:])
    join = _join(case, tokens, parts, one=one)
    return Splice(tokens=tokens, parts=parts, join=join, people=not one)


def _join(case: Case, tokens: Tokens, parts: Sequence[Part], *, one: bool) -> Join:
    seams = list(pairwise(parts))
    gaps = [tokens.text[tokens.ends[b.start - 1] : tokens.starts[b.start]] for _, b in seams]
    if all(_SHOWN_SEAM.search(gap) for gap in gaps):
        return Join.MARKED if one else Join.PERHAPS
    if not one:
        return Join.SPLICED
    shown = [has_ellipsis(gap) or _SHOWN_SEAM.search(gap) is not None for gap in gaps]
    if all(shown):
        ordered = all(_in_order(a, b, case) is not False for a, b in seams)
        return Join.MARKED if ordered else Join.SPLICED
    held = [ok or _follows(a, b, case) for ok, (a, b) in zip(shown, seams, strict=True)]
    if all(each is True for each in held):
        return Join.THREAD if not any(shown) else Join.MARKED
    return Join.SPLICED if False in held else Join.PERHAPS


def _follows(a: Part, b: Part, case: Case) -> bool | None:
    """Whether ``b`` goes on in a thread where ``a`` ends; None where that can't be told."""
    if a.posting.ref == b.posting.ref or not (_to_the_end(a) and _from_the_start(b)):
        return False
    versions = [one for one in case.postings if one.ref == b.posting.ref]
    if any(one.in_reply_to == a.posting.ref for one in versions):
        return True
    return None if _in_order(a, b, case) is not False and _close(a, b, case) else False


def _in_order(a: Part, b: Part, case: Case) -> bool | None:
    if a.posting.ref == b.posting.ref:
        return a.place + a.size <= b.place
    first, second = case.created(a.posting), case.created(b.posting)
    return None if first is None or second is None else first <= second


def _close(a: Part, b: Part, case: Case) -> bool:
    first, second = case.created(a.posting), case.created(b.posting)
    return first is None or second is None or abs(second - first) <= _THREAD


def _to_the_end(part: Part) -> bool:
    post = tokens_of(part.posting.text)
    return all(_is_around(post, i) for i in range(part.place + part.size, len(post)))


def _from_the_start(part: Part) -> bool:
    post = tokens_of(part.posting.text)
    return all(_is_around(post, i) for i in range(part.place))


def _is_around(post: Tokens, index: int) -> bool:
    """Whether a token is what threads have around their words: links, hashtags, "2/5"."""
    if post.kinds[index] in _AROUND:
        return True
    return (
        post.kinds[index] is TokenKind.NUMBER and _COUNTER.fullmatch(post.word(index)) is not None
    )


def is_whole(found: Splice) -> bool:
    """Whether the first part begins its post and the last one ends its own."""
    return _from_the_start(found.parts[0]) and _to_the_end(found.parts[-1])


def _same_author(one: SocialMediaPosting, other: SocialMediaPosting, case: Case) -> bool:
    if one.ref == other.ref or of_one_account((one,), (other,), case.habits):
        return True
    return (
        one.ref.platform != other.ref.platform
        and one.author_name is not None
        and one.author_name == other.author_name
    )


# -- the splice as edits ----------------------------------------------------------------


def main_part(found: Splice, case: Case) -> Part:
    """The part whose post the quotation is laid against: the named one's, then the longest."""
    return max(found.parts, key=lambda part: (case.by_named(part.posting) is True, part.size))


def laid(found: Splice, main: Part, case: Case) -> Laid | None:
    """The quotation against the post of one part: what is from elsewhere is ``spliced`` in.

    The edits, applied to the span of the post, give the quotation back.
    """
    tokens, post = found.tokens, tokens_of(main.posting.text)
    start, end = _span(tokens, main)
    inner = align(prepare(tokens.text[start:end]), post, case.tables)
    if inner is None:
        return None
    first, last = inner.target.start, inner.target.end
    edits = [
        _foreign(tokens.text, (0, start), first),
        *(replace(e, at=(e.at[0] + start, e.at[1] + start)) for e in inner.edits),
        _foreign(tokens.text, (end, len(tokens.text)), last),
    ]
    return replace(
        inner,
        edits=tuple(edit for edit in edits if edit is not None),
        coverage=coverage(post, first, last),
        matched_words=main.size,
        quotation_words=len(tokens),
    )


def _span(tokens: Tokens, part: Part) -> tuple[int, int]:
    """The code points of a part, with the marks that stand right behind its words."""
    start = tokens.starts[part.start] if part.start else 0
    end = len(tokens.text)
    if part.end < len(tokens):
        gap = tokens.text[tokens.ends[part.end - 1] : tokens.starts[part.end]]
        end = tokens.ends[part.end - 1] + len(gap.split(maxsplit=1)[0] if gap[:1].strip() else "")
    return start, end


def _foreign(exact: str, at: tuple[int, int], place: int) -> Edit | None:
    words = exact[slice(*at)]
    if not words:
        return None
    return Edit(
        kind=EditKind.SPLICED, quotation=words, original="", at=at, original_at=(place, place)
    )


def is_told(found: Splice, part: Part) -> bool:
    """Whether a part is surely from its post: long, or a sentence or post of its own."""
    if words_in(found.tokens, part.start, part.end) > _PART_WORDS:
        return True
    post = tokens_of(part.posting.text)
    after = part.place + part.size
    return _breaks(post, part.place) and _breaks(post, after)


def _breaks(post: Tokens, index: int) -> bool:
    """Whether a sentence of the post begins or ends in front of this token."""
    if index in {0, len(post)}:
        return True
    return not SENTENCE_ENDS.isdisjoint(post.text[post.ends[index - 1] : post.starts[index]])

"""Quotations of posts, unchanged or changed in one way, with a label that says which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from archiver.model import Materiality, Verdict
from tests.gate.changes import CHANGES, CLOSING, with_other
from tests.gate.posts import Draft, Stock, sentence, stocks

SEED = "mutations/1"
_LINK = " https://t.co/Ab3dEf6hIj"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A quotation, the posts of its author, and what was done to it."""

    language: str
    author: str
    said: str
    """The article's words on who wrote it, and where."""
    posts: tuple[str, ...]
    quotation: str
    label: str
    """An edit kind, "untouched", "notation" (the same number in another notation), or
    "negation_swallowed" (by an ellipsis)."""
    least: Verdict
    """The mildest verdict that is right."""
    matters: Materiality | None = None
    """With ``altered``, how much it matters at least."""


def pairs(limit: int | None = None) -> Iterator[Pair]:
    """All pairs of all languages in their order; of each no more than its share of ``limit``."""
    total = sum(stock.pairs for stock in stocks())
    for stock in stocks():
        share = stock.pairs if limit is None else stock.pairs * limit // total
        yield from _of(stock, share)


def _of(stock: Stock, count: int) -> Iterator[Pair]:
    dice = Random(f"{SEED}/{stock.tag}")  # noqa: S311 - drawn again the same way, and no secret
    labels = [label for label, (weight, *_) in CHANGES.items() for _ in range(weight)]
    made = 0
    while made < count:
        pair = _pair(stock, dice.choice(labels), dice)
        if pair is not None:
            made += 1
            yield pair


def _pair(stock: Stock, label: str, dice: Random) -> Pair | None:
    _, least, matters, change = CHANGES[label]
    draft = _draft(stock, dice)
    quotation = change(draft)
    if quotation is None:
        return None
    posts: tuple[str, ...] = (draft.post,)
    if label == "spliced":
        other = _draft(stock, dice)
        quotation = with_other(draft, other)
        posts = (draft.post, other.post)
    if least is Verdict.ALTERED and _is_span(quotation, posts):
        return None
    if least in {Verdict.MARKED, Verdict.ALTERED} and dice.random() < 0.3:
        quotation = quotation.rstrip(CLOSING) + "," if not stock.unspaced else quotation
    author = dice.choice(stock.words("names"))
    return Pair(
        language=stock.tag,
        author=author,
        said=str(stock.table["said"]).format(author=author),
        posts=posts,
        quotation=quotation,
        label=label,
        least=least,
        matters=matters,
    )


def _draft(stock: Stock, dice: Random) -> Draft:
    count = dice.choice((1, 2, 2, 3, 3, 4))
    patterns = dice.sample(stock.sentences, count)
    first = dice.randrange(count)
    last = dice.choice((first + 1, first + 1, count))
    emoji = dice.choice(stock.words("emoji"))
    return Draft(
        stock=stock,
        dice=dice,
        sentences=[sentence(stock, one, dice) for one in patterns],
        first=first,
        last=last,
        tail=dice.choice(("", "", f" {emoji}", _LINK)),
    )


def _is_span(quotation: str, posts: Sequence[str]) -> bool:
    """Whether a post has it unchanged after all: then what was left out stood at its edge."""
    plain = quotation.rstrip(CLOSING)
    forms = (plain, plain[:1].swapcase() + plain[1:])
    return any(form in post for post in posts for form in forms)

"""Many posts that are alike: the right one is found, and the work stays bounded. All made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import (
    Article,
    Channel,
    Embed,
    PostRef,
    Quotation,
    QuotationKind,
    SocialMediaPosting,
    TextPositionSelector,
    TextQuoteSelector,
    Verdict,
    Witness,
)
from archiver.text.tokens import tokenize
from archiver.verify.review import review
from archiver.verify.shelf import Shelf

MANY = 200
BOUND = 40
"""No more postings than these are tried for one quotation, whatever their number."""


def post(text: str, number: int, author: str = "Lena Probst") -> SocialMediaPosting:
    return SocialMediaPosting(
        ref=PostRef(platform="x", id=str(number)),
        witness=Witness.PLATFORM,
        parser="test/1",
        text=text,
        author_name=author,
        handle=author.replace(" ", "").lower(),
        language="en",
    )


CROWD = tuple(
    post(f"Post number {n} of this long day in the harbour, the tide at {n % 7} feet", n)
    for n in range(MANY)
)


@pytest.mark.parametrize("number", [0, 7, 99, MANY - 1])
def test_the_one_with_all_the_words_is_tried(number: int) -> None:
    shelf = Shelf.of(CROWD)
    for said in (CROWD[number].text, f"number {number} of this long day"):
        likely = shelf.likely(tokenize(said))
        assert CROWD[number] in likely
        assert len(likely) <= BOUND


def test_of_equal_ones_the_preferred_is_tried() -> None:
    copies = tuple(post("Happy birthday to the old bridge!", n, f"Person {n}") for n in range(MANY))
    wanted = copies[150]
    likely = Shelf.of(copies).likely(
        tokenize("Happy birthday to the old bridge"), lambda one: one is wanted
    )
    assert wanted in likely
    assert len(likely) <= BOUND


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab c", max_size=8), max_size=90), st.text("ab c", max_size=6))
def test_a_posting_with_a_run_is_among_those_that_have_it(texts: list[str], said: str) -> None:
    postings = tuple(post(text, n) for n, text in enumerate(texts))
    run = tokenize(said).keys
    if not run:
        return
    having = Shelf.of(postings).having(run)
    wanted = "\n" + "\n".join(run) + "\n"
    for posting in postings:
        if wanted in tokenize(posting.text).line:
            assert posting in having


def test_an_article_of_many_alike_posts_is_judged_one_by_one() -> None:
    text, quotations, embeds = "", [], []
    for number, posting in enumerate(CROWD):
        said = posting.text.replace("tide", "water") if number % 2 else posting.text
        lead = "Probst posted: "
        start = len(text) + len(lead) + 1
        text += f"{lead}“{said}”\n"
        quotations.append(
            Quotation(
                quote=TextQuoteSelector(exact=said),
                position=TextPositionSelector(start=start, end=start + len(said)),
                kind=QuotationKind.MARKS,
                attribution=lead.strip(),
                attributed_to="Probst",
                channel=Channel.POSTED,
                cue="posted",
            )
        )
        embeds.append(Embed(ref=posting.ref, marker="test", start=len(text), end=len(text)))
        text += "POST\n"
    article = Article(
        text=text,
        sha256="0" * 64,
        reader="test/1",
        language="en",
        embeds=tuple(embeds),
        quotations=tuple(quotations),
    )
    reviews = review(article, CROWD, id_times={}, time_rules={}).quotations
    assert [one.posting for one in reviews] == list(CROWD)
    assert [one.verdict for one in reviews] == [Verdict.EXACT, Verdict.ALTERED] * (MANY // 2)

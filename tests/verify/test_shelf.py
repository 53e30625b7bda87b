"""Many posts that are alike: the right one is found, and the work stays bounded. All made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import Verdict
from archiver.text.tokens import tokenize
from archiver.verify.shelf import Shelf
from tests.verify.stories import Story, writer

MANY = 200
BOUND = 40
"""No more postings than these are tried for one quotation, whatever their number."""


post = writer(author_name="Lena Probst", handle="lenaprobst")
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
    copies = tuple(
        post("Happy birthday to the old bridge!", n, author_name=f"Person {n}", handle=f"person{n}")
        for n in range(MANY)
    )
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
    story = Story(named="Probst")
    for number, posting in enumerate(CROWD):
        said = posting.text.replace("tide", "water") if number % 2 else posting.text
        story.says("Probst posted:", said).shows(posting, copy="").line("POST")
    reviews = story.report(*CROWD).quotations
    assert [one.posting for one in reviews] == list(CROWD)
    assert [one.verdict for one in reviews] == [Verdict.EXACT, Verdict.ALTERED] * (MANY // 2)

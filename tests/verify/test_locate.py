"""The fast search against a slow one that is plainly right, and the places it takes."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archiver.text.tokens import Tokens, tokenize
from archiver.verify.locate import Op, Tag, locate, runs
from archiver.verify.locate_gaps import locate_with_gaps


def cheapest(quotation: tuple[str, ...], post: tuple[str, ...]) -> int:
    """Sellers' table: one for each word put in, left out or replaced; the post's ends are free."""
    row = [0] * (len(post) + 1)
    for word in quotation:
        following = [row[0] + 1]
        for j, other in enumerate(post, 1):
            following.append(min(row[j - 1] + (word != other), row[j] + 1, following[j - 1] + 1))
        row = following
    return min(row)


def cost(ops: tuple[Op, ...]) -> int:
    return sum(max(op.i2 - op.i1, op.j2 - op.j1) for op in ops if op.tag is not Tag.EQUAL)


def tiles(ops: tuple[Op, ...], quotation: Tokens, post: Tokens) -> bool:
    """Whether the operations take the quotation whole and a run of the post, in order."""
    i, j = 0, ops[0].j1
    for op in ops:
        if (op.i1, op.j1) != (i, j) or op.i2 < i or op.j2 < j:
            return False
        if op.tag is Tag.EQUAL and quotation.keys[op.i1 : op.i2] != post.keys[op.j1 : op.j2]:
            return False
        i, j = op.i2, op.j2
    return i == len(quotation) and j <= len(post)


few = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=9).map(" ".join)
many = st.lists(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=24).map(" ".join)
both = st.one_of(st.tuples(few, few), st.tuples(many, many))


@settings(deadline=None, max_examples=500)
@given(pair=both)
@example(pair=("x w w", "99 w w w w"))
@example(pair=("a " * 70 + "b", "c " + "a " * 80))
def test_the_search_finds_the_cheapest_place(pair: tuple[str, str]) -> None:
    quotation, post = (tokenize(text) for text in pair)
    ops = locate(quotation, post)
    assert tiles(ops, quotation, post)
    assert cost(ops) == cheapest(quotation.keys, post.keys)


@settings(deadline=None, max_examples=300)
@given(pair=both)
def test_the_search_with_gaps_takes_the_quotation_whole(pair: tuple[str, str]) -> None:
    quotation, post = (tokenize(text) for text in pair)
    ops = locate_with_gaps(quotation, post)
    assert tiles(ops, quotation, post)
    kept = sum(op.i2 - op.i1 for op in ops if op.tag is Tag.EQUAL)
    plain = sum(op.i2 - op.i1 for op in locate(quotation, post) if op.tag is Tag.EQUAL)
    assert kept >= plain or cost(ops) <= cheapest(quotation.keys, post.keys)


SIGNS = {Tag.EQUAL: "=", Tag.REPLACE: "~", Tag.INSERT: "+", Tag.DELETE: "-"}


def laid(quotation: str, post: str, ops: tuple[Op, ...]) -> list[tuple[str, str]]:
    """The sign of each operation, and its words; the post's where it takes some away."""
    a, b = tokenize(quotation), tokenize(post)
    return [(SIGNS[op.tag], " ".join(b.keys[op.j1 : op.j2] or a.keys[op.i1 : op.i2])) for op in ops]


@pytest.mark.parametrize(
    ("quotation", "post", "expected"),
    [
        pytest.param("a b", "x a b y", "=a b", id="inside"),
        pytest.param("a b", "a b x a b", "=a b", id="first-of-two"),
        pytest.param("a x c", "a b c", "=a ~b =c", id="replaced"),
        pytest.param("a b x", "a b c", "=a b ~c", id="replaced-at-the-end"),
        pytest.param("x b c", "a b c", "~a =b c", id="replaced-at-the-start"),
        pytest.param("a c", "a b c d", "=a -b =c", id="left-out"),
        pytest.param("a x b", "a b", "=a +x =b", id="put-in"),
        pytest.param("", "a", "", id="no-quotation"),
        pytest.param("a", "", "", id="no-post"),
    ],
)
def test_where_words_are_laid(quotation: str, post: str, expected: str) -> None:
    ops = locate(tokenize(quotation), tokenize(post))
    assert " ".join(sign + words for sign, words in laid(quotation, post, ops)) == expected


@pytest.mark.parametrize(
    ("quotation", "post", "left_out"),
    [
        pytest.param("I lied", "I never in my life lied", ["never in my life"], id="in-a-sentence"),
        pytest.param(
            "We win. God bless", "We win. Or we lose. God bless", ["or we lose"], id="sentence"
        ),
        pytest.param(
            "We win. God bless",
            "We win. A b. C d. E f. G h. God bless",
            ["a b c d e f g h"],
            id="sentences",
        ),
        pytest.param(
            "Thanks! God bless you", "Thanks! A b. C d. God bless you", ["a b c d"], id="one-word"
        ),
        pytest.param("The dog barks", "The sky is grey. My dog barks", [], id="past-a-full-stop"),
        pytest.param("Thanks for it", "Thanks @bob 🎉 for it", ["@bob 🎉"], id="ornaments"),
    ],
)
def test_runs_that_are_left_out(quotation: str, post: str, left_out: list[str]) -> None:
    ops = locate_with_gaps(tokenize(quotation), tokenize(post))
    dropped = [words for sign, words in laid(quotation, post, ops) if sign == "-"]
    assert dropped == left_out


@pytest.mark.parametrize(
    ("quotation", "post", "places"),
    [
        pytest.param("a b", "a b c a b", [0, 3], id="twice"),
        pytest.param("a a", "a a a", [0, 1], id="overlapping"),
        pytest.param("a", "ab a", [1], id="whole-words-only"),
        pytest.param("b a", "a b", [], id="another-order"),
    ],
)
def test_runs(quotation: str, post: str, places: list[int]) -> None:
    assert list(runs(tokenize(quotation), tokenize(post))) == places

"""Which text has the words that were read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.media.ocr.agree import agreement, telling_words

POST = "The old ferry at Pellwick leaves at dawn tomorrow, and it won't be back. https://t.co/abc"


@pytest.mark.parametrize(
    ("read", "agreeing", "words"),
    [
        pytest.param("The old ferry at Pellwick leaves", 6, 6, id="a-part"),
        pytest.param("The o1d ferry at Pe11wick leaves", 4, 6, id="digits-for-letters"),
        pytest.param("The old terry at Peliwick ieaves", 6, 6, id="letters-misread"),
        pytest.param("leaves Pellwick at ferry old The", 2, 6, id="another-order"),
        pytest.param("swans are blue in the morning", 0, 6, id="another-text"),
        pytest.param("", 0, 0, id="nothing"),
    ],
)
def test_words_are_counted_in_order(read: str, agreeing: int, words: int) -> None:
    found = agreement(read, POST)
    assert found.words == words
    assert found.agreeing <= agreeing + 1
    assert found.agreeing >= agreeing


def test_links_are_no_words() -> None:
    assert agreement("Pellwick leaves https://elsewhere.example/x", POST).words == 2


@pytest.mark.parametrize(
    ("read", "text", "found"),
    [
        pytest.param(POST, POST, True, id="all"),
        pytest.param(
            "We counted 1482 lanterns", "We counted 1483 lanterns", False, id="another-number"
        ),
        pytest.param("at dawn", POST, False, id="too-few"),
        pytest.param("one two three four five", "one two three", False, id="a-short-post-within"),
    ],
)
def test_nearly_all_takes_most_words_and_four(read: str, text: str, *, found: bool) -> None:
    assert agreement(read, text).nearly_all is found


@given(st.text(max_size=200), st.text(max_size=200))
def test_never_more_than_was_read(read: str, text: str) -> None:
    found = agreement(read, text)
    assert 0 <= found.agreeing <= found.words
    assert agreement(read, read).agreeing == found.words


def test_the_longest_words_are_sought() -> None:
    assert telling_words("The harbourmaster is in Pellwick", 2) == "harbourmaster Pellwick"
    assert telling_words("…") == ""

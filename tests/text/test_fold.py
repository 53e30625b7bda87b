from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.text.fold import (
    fold_compatible,
    fold_dashes,
    fold_ellipses,
    fold_invisible,
    fold_marks,
    fold_quotes,
    fold_space,
    fold_word,
    letters,
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Word", "wORD", True, id="case"),
        pytest.param("don’t", "don't", True, id="apostrophe"),
        pytest.param("cafe\u0301", "café", True, id="normal-form"),
        pytest.param("café", "cafe", False, id="accent"),
        pytest.param("ﬁne", "fine", True, id="ligature"),
        pytest.param("Ｗide", "wide", True, id="wide"),
        pytest.param("𝗯old", "bold", True, id="font"),
        pytest.param("10²", "102", False, id="superscript"),
        pytest.param("½", "1/2", False, id="fraction"),
        pytest.param("②", "2", False, id="circled"),
        pytest.param("STRASSE", "straße", True, id="sharp-s"),
        pytest.param("zero\u200bwidth", "zerowidth", True, id="zero-width"),
        pytest.param("❤️", "❤", True, id="variation-selector"),
        pytest.param("co‐op", "co-op", True, id="hyphen"),
        pytest.param("شَعْب", "شعب", True, id="arabic-vowel-points"),
        pytest.param("الســلام", "السلام", True, id="arabic-drawn-out"),
        pytest.param("שָׁלוֹם", "שלום", True, id="hebrew-vowel-points"),
        pytest.param("צה״ל", 'צה"ל', True, id="hebrew-initials"),
        pytest.param("國家", "国家", True, id="chinese-scripts"),
        pytest.param("İyi", "iyi", True, id="turkish-capital"),
        pytest.param("か", "が", False, id="voiced-kana"),
        pytest.param("٣٥", "35", False, id="digits-of-another-script"),
    ],
)
def test_fold_word(one: str, other: str, *, same: bool) -> None:
    assert (fold_word(one) == fold_word(other)) is same


@given(word=st.text(max_size=12))
def test_folding_again_changes_nothing(word: str) -> None:
    for fold in (fold_space, fold_dashes, fold_invisible, fold_compatible):
        assert fold(fold(word)) == fold(word)


@given(word=st.text(st.characters(categories=["L", "M"]), max_size=8))
def test_canonical_forms_fold_alike(word: str) -> None:
    assert fold_word(unicodedata.normalize("NFD", word)) == fold_word(
        unicodedata.normalize("NFC", word)
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("“a” ‘b’ «c» „d“", '"a" "b" "c" "d"', id="pairs"),
        pytest.param("''a''", '"a"', id="two-singles-are-a-double"),
        pytest.param("it’s", 'it"s', id="apostrophe"),
    ],
)
def test_fold_quotes(text: str, folded: str) -> None:
    assert fold_quotes(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("a — b", "a-b", id="em"),
        pytest.param("a--b", "a-b", id="two-hyphens"),
        pytest.param("a – b-c", "a-b-c", id="en-and-hyphen"),
    ],
)
def test_fold_dashes(text: str, folded: str) -> None:
    assert fold_dashes(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("a... b", "a…b", id="three-dots"),
        pytest.param("a . . . b", "a…b", id="spaced"),
        pytest.param("a…. b", "a…b", id="with-a-full-stop"),
        pytest.param("a.. b", "a.. b", id="two-dots"),
    ],
)
def test_fold_ellipses(text: str, folded: str) -> None:
    assert fold_ellipses(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("،؛؟٪", ",;?%", id="arabic"),
        pytest.param("。、，！", ".,,!", id="chinese-and-japanese"),
        pytest.param("।", ".", id="hindi"),
        pytest.param("a, b.", "a, b.", id="ascii"),
    ],
)
def test_fold_marks(text: str, folded: str) -> None:
    assert fold_marks(text) == folded


def test_letters_are_what_damage_leaves() -> None:
    assert letters("It’s 5 o'clock – NOW!") == "its5oclocknow"
    assert letters("—…!") == ""

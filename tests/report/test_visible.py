import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.report.visible import code_points, named, one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[31mred\x1b[0m", "␛[31mred␛[0m", id="ANSI colour"),
        pytest.param("\x1b]0;title\x07", "␛]0;title␇", id="terminal title"),
        pytest.param("\x9b31m", "⟨U+009B⟩31m", id="one-byte CSI"),
        pytest.param("a\x00b\x7f", "a␀b␡", id="NUL and DEL"),
        pytest.param("\u202egnp.exe\u202c", "⟨RLO⟩gnp.exe⟨PDF⟩", id="bidi override"),
        pytest.param("\u2066@x\u2069", "⟨LRI⟩@x⟨PDI⟩", id="bidi isolate"),
        pytest.param("pass\u200bword", "pass⟨ZWSP⟩word", id="zero-width space"),
        pytest.param("soft\xadhyphen", "soft⟨U+00AD⟩hyphen", id="soft hyphen"),
        pytest.param("\ud83d", "⟨U+D83D⟩", id="lone surrogate"),
        pytest.param("a\u2028b", "a⟨U+2028⟩b", id="line separator"),
        pytest.param("a\U000e0041b", "a⟨U+E0041⟩b", id="hidden tag character"),
        pytest.param("a\r\nb\rc", "a\nb␍c", id="line ends"),
        pytest.param("a\tb\nc", "a\tb\nc", id="tab and line break stay"),
        pytest.param("👩\u200d🚀 ❤\ufe0f", "👩\u200d🚀 ❤\ufe0f", id="joined emoji stay"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="Persian non-joiner stays"),
        pytest.param(
            "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
            "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
            id="flag of Scotland stays",
        ),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_visible_leaves_nothing_that_steers_a_display(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not [char for char in shown if unicodedata.category(char) == "Cc" and char not in "\n\t"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [
        pytest.param("a\n b\t\tc", 10, "a b c", id="white space folds"),
        pytest.param("abcdef", 6, "abcdef", id="fits"),
        pytest.param("abcdefg", 6, "abcde…", id="cut"),
        pytest.param("abcd efg", 6, "abcd…", id="cut at a space"),
        pytest.param("N" * 10_000, 5, "NNNN…", id="a very long name"),
    ],
)
def test_one_line(text: str, limit: int, line: str) -> None:
    assert one_line(text, limit) == line


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("two", "“two”", id="a word"),
        pytest.param(".", "“.” (full stop)", id="a mark"),
        pytest.param("’", "“’” (right single quotation mark)", id="a quotation mark"),
        pytest.param("$", "“$” (dollar sign)", id="a symbol"),
        pytest.param(" ", "space", id="a space"),
        pytest.param("\xa0", "no-break space", id="a no-break space"),
        pytest.param("\r\n\n", "line break and line break", id="line breaks"),
        pytest.param("\u202eabc", "“⟨RLO⟩abc”", id="hostile"),
    ],
)
def test_named(text: str, name: str) -> None:
    assert named(text) == name


def test_code_points_tell_lookalikes_apart() -> None:
    assert code_points("é") == "U+00E9"
    assert code_points("e\u0301") == "U+0065 U+0301"
    assert code_points("x" * 9).endswith(" …")

"""What words with places are in a post. All rows are made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.media.ocr.layout import Reading, read_layout, shows_handle
from archiver.media.ocr.words import OcrWord
from archiver.model import Box

BODY = "The old ferry leaves at dawn and nobody told the gulls."


def words(rows: Sequence[str], *, sure: float = 0.95) -> list[OcrWord]:
    """The rows as a reader gives them: 20 pixels high, 30 apart, ten a sign."""
    found = []
    for number, row in enumerate(rows):
        left, first = 10, True
        for text in row.split(" "):
            if text:
                top = 30 * number
                box = Box(left=left, top=top, right=left + 10 * len(text), bottom=top + 20)
                found.append(OcrWord(text=text, confidence=sure, box=box, starts_line=first))
                first = False
            left += 10 * len(text) + 8
    return found


def read(*rows: str) -> Reading | None:
    return read_layout(words(rows))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [
                "Mara Quill",
                "@maraquill",
                BODY,
                "7:45 PM · Sep 5, 2018",
                "23 Reposts 4 Quotes 5 Likes",
            ],
            {"handle": "maraquill", "name": "Mara Quill", "time": "7:45 PM · Sep 5, 2018"},
            id="detail",
        ),
        pytest.param(
            ["Mara Quill @maraquill · 2h", BODY, "7 31 406 12K"],
            {"handle": "maraquill", "name": "Mara Quill", "time": "2h"},
            id="timeline",
        ),
        pytest.param(
            ["Grete Öhl @greteoehl · 5. Sept.", BODY, "23 Reposts 4 Zitate"],
            {"handle": "greteoehl", "name": "Grete Öhl", "time": "5. Sept"},
            id="day-without-a-year",
        ),
        pytest.param(
            [
                "← Post",
                "Mara Quill",
                "@maraquill Follow",
                BODY,
                "19:45 · 5 sept. 2018 · 12,3 K vues",
            ],
            {"handle": "maraquill", "name": "Mara Quill", "platform": "x"},
            id="chrome-above",
        ),
        pytest.param(
            ["Mara Quill", "@maraquill", "Replying to @tobin", BODY, "7:45 PM · Sep 5, 2018"],
            {"handle": "maraquill", "text": BODY},
            id="reply",
        ),
        pytest.param(
            ["Mara Quill", "@maraquill", "Antwort an @tobin", BODY, "19:45 · 5. Sept. 2018"],
            {"handle": "maraquill", "text": BODY},
            id="reply-in-German",
        ),
        pytest.param(
            [
                "Pia Lorne",
                "@pia@weir.example",
                BODY,
                "May 3, 2024, 08:12 · Web",
                "14 boosts 52 favorites",
            ],
            {"handle": "pia@weir.example", "platform": "mastodon"},
            id="mastodon",
        ),
        pytest.param(
            [
                "Jon Tarrow",
                "@tarrow.bsky.example",
                BODY,
                "June 9, 2025 at 4:30 PM",
                "9 reposts 77 likes",
            ],
            {"handle": "tarrow.bsky.example", "platform": "bluesky"},
            id="bluesky",
        ),
        pytest.param(
            ["Jon Tarrow", "@tarrow, bsky.example", BODY, "9 reposts 77 likes"],
            {"handle": "tarrow.bsky.example"},
            id="a-full-stop-read-as-a-comma",
        ),
        pytest.param(
            ["Ilse Van", "@|/seVan", BODY, "9 reposts 77 likes"],
            {"handle": "llseVan"},
            id="thin-letters-read-as-strokes",
        ),
        pytest.param(
            ["Harbour Office", "September 5, 2018 ·", BODY, "Like Comment Share"],
            {"handle": None, "name": "Harbour Office", "platform": "facebook"},
            id="no-handles",
        ),
        pytest.param(
            [
                "Вера Лозовая",
                "@vera_l",
                "Старый паром уходит на рассвете.",
                "19:45 · 5 сент. 2018 г.",
                "23 репоста",
            ],
            {
                "handle": "vera_l",
                "name": "Вера Лозовая",
                "text": "Старый паром уходит на рассвете.",
            },
            id="Russian",
        ),
        pytest.param(
            [
                "港の灯",
                "@minato_akari",
                "古い渡し船は 明日の夜明けに出ます。",
                "午後7:45 · 2018年9月5日",
                "23 件のリポスト",
            ],
            {"handle": "minato_akari", "name": "港の灯"},
            id="Japanese",
        ),
    ],
)
def test_a_post_is_read(rows: list[str], expected: dict[str, Any]) -> None:
    found = read(*rows)
    assert found is not None
    assert found.sure
    assert {name: getattr(found, name) for name in expected} == expected
    assert "@" not in found.text.partition("@")[0]
    assert found.confidence == pytest.approx(0.95)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            ["“The river does not ask who owns", "the bank.”", "Oda Fernhollow"], id="card"
        ),
        pytest.param(
            ["“The river does not ask who owns", "the bank.”", "@pellwickreview"], id="credit"
        ),
        pytest.param(
            ["Eels landed per year", "2018 2019 2020", "Source: harbour office"], id="chart"
        ),
        pytest.param(
            ["Pellwick, 5 September 2018", "Dear Ms Quill,", "the ferry is late."], id="letter"
        ),
        pytest.param(
            [
                "We thank",
                "and all who wrote to us about @maraquill this week, and the week before",
                "it",
            ],
            id="mention",
        ),
        pytest.param(["@maraquill"], id="handle-alone"),
        pytest.param([], id="nothing"),
    ],
)
def test_other_pictures_of_text_are_none(rows: list[str]) -> None:
    assert read(*rows) is None


def test_without_a_time_and_counts_it_may_be_any_text() -> None:
    found = read("Mara Quill", "@maraquill", BODY)
    assert found is not None
    assert not found.sure
    assert found.text == BODY


def test_a_line_of_the_text_with_a_number_is_no_count() -> None:
    text = "She likes 12 of the lanterns on the long bridge by the sea"
    found = read("Mara Quill", "@maraquill", text, "more of it", "7:45 PM · Sep 5, 2018")
    assert found is not None
    assert found.text == f"{text} more of it"


def test_a_handle_is_seen_whatever_stands_around_it() -> None:
    assert shows_handle(words(["xq zz @maraquill ;;"]))
    assert not shows_handle(words(["mail me: mara at quill"]))


ROWS = st.lists(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
    | st.sampled_from(
        ["@maraquill", "Mara @maraquill · 2h", "7:45 PM · Sep 5, 2018", "4 Likes", "@"]
    ),
    max_size=12,
)


@given(rows=ROWS)
def test_whatever_is_read_is_a_post_or_none(rows: list[str]) -> None:
    found = read_layout(words(rows))
    if found is not None:
        shown = "".join(rows)
        assert len(found.text) > 0
        assert 0 <= found.confidence <= 1
        assert found.handle is None or any(sign in shown for sign in "@＠")
        assert found.sure or found.time is None

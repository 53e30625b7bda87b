import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from archiver.model import ArticleReport, Verdict
from archiver.report.text import render

WIDTHS = [20, 40, 75, 76, 100, 200]
NAMES = ["worked", "council", "japanese", "arabic", "hostile", "empty"]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def _flat(rendered: str) -> str:
    return " ".join(rendered.split())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(
    samples: Mapping[str, ArticleReport], name: str, width: int
) -> None:
    rendered = render(samples[name], width=width, color=False)
    assert max(cell_len(line) for line in rendered.splitlines()) <= width


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("color", [False, True])
def test_only_our_own_escapes_reach_the_terminal(
    samples: Mapping[str, ArticleReport], name: str, *, color: bool
) -> None:
    rendered = render(samples[name], width=60, color=color)
    assert bool(ANSI.search(rendered)) is color
    rest = ANSI.sub("", rendered)
    assert not [char for char in rest if unicodedata.category(char) == "Cc" and char != "\n"]
    assert not set(rest) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b")
    rest.encode("utf-8")


def test_the_head_names_the_article(worked: ArticleReport) -> None:
    assert render(worked, width=80, color=False).splitlines()[:3] == [
        "Kim Kardashian West returns to the White House",
        "read from: article-2018-09-06.txt",
        f"published: 6 September 2018 · sha256: {worked.article.sha256[:12]}",
    ]


def test_posts_say_who_when_and_by_which_witness(council: ArticleReport) -> None:
    flat = _flat(render(council, width=100, color=False))
    assert "Post x:1985046721900003328 · Ada Lindqvist (@adalindqvist)" in flat
    assert "2 November 2026, 18:04:09.250 UTC" in flat
    assert "the platform’s answer · available · 2 independent witnesses" in flat
    assert "the platform’s answer · blocked for this program · 0 independent witnesses" in flat
    assert "only a part of the text is known: the platform answered with a tombstone" in flat


def test_differences_are_marked_without_colour(council: ArticleReport) -> None:
    flat = _flat(render(council, width=40, color=False))
    assert "We will keep {+two+} of the four" in flat
    assert "We will keep [-one-] of the four" in flat
    assert "That is [-not -]a promise[-.-] Details on Monday" in flat
    assert "“two” for “one”: number_changed" in flat
    assert "“not” left out: negation_changed" in flat
    assert "reason: the ellipsis stands for 8 words" in flat
    assert "! omission: The ellipsis swallows “not”. " in flat


def test_typography_is_counted_and_not_marked(council: ArticleReport) -> None:
    flat = _flat(render(council, width=40, color=False))
    assert "It’s raining again — and" in flat
    assert "another form of dash (1×)" in flat


def test_the_two_texts_stand_side_by_side_where_there_is_room(council: ArticleReport) -> None:
    wide = render(council, width=120, color=False)
    assert re.search(r"The article +The post", wide)
    assert re.search(r"keep \{\+two\+\} .* keep \[-one-\]", wide)
    narrow = render(council, width=40, color=False)
    assert not re.search(r"The article +The post", narrow)


def test_out_of_scope_takes_one_line_each(worked: ArticleReport) -> None:
    lines = render(worked, width=60, color=False).splitlines()
    at = lines.index("Out of scope")
    assert [line.strip() for line in lines[at + 1 : at + 4]] == [
        "– “The discussion is mainly focused on ways to im…” (told)",
        "– “Wrongful Conviction”",
        "– “three strikes”",
    ]


def test_two_witnesses_that_differ_are_compared(council: ArticleReport) -> None:
    flat = _flat(render(council, width=100, color=False))
    assert "embed: keep {+two+} of the four" in flat
    assert "platform: keep [-one-] of the four" in flat


def test_the_last_line_sums_up(worked: ArticleReport, empty: ArticleReport) -> None:
    last = render(worked, width=80, color=False).splitlines()[-1]
    assert last == "5 quotations: 1 exact, 1 conventional, 3 out of scope."
    assert render(empty, width=80, color=False).splitlines()[-1] == "0 quotations."


def test_markup_of_a_post_is_text(hostile: ArticleReport) -> None:
    rendered = render(hostile, width=200, color=True)
    assert "[bold red]x[/]" in ANSI.sub("", rendered)
    assert ":smile:" in render(
        replace(hostile, article=replace(hostile.article, title=":smile:")), width=80, color=True
    )


def test_a_very_long_name_is_cut(hostile: ArticleReport) -> None:
    rendered = render(hostile, width=100, color=False)
    assert "NNN…" in rendered.replace("\n", "")
    assert rendered.count("N") < 1_000


@pytest.mark.parametrize("name", NAMES)
def test_rendering_twice_gives_the_same(samples: Mapping[str, ArticleReport], name: str) -> None:
    one, two = (render(samples[name], width=80, color=True) for _ in range(2))
    assert one == two


def test_the_environment_does_not_matter(
    worked: ArticleReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: dict[bool, Any] = {
        color: render(worked, width=90, color=color) for color in (False, True)
    }
    for name, value in {
        "COLUMNS": "33",
        "NO_COLOR": "1",
        "FORCE_COLOR": "1",
        "TERM": "dumb",
        "COLORTERM": "truecolor",
    }.items():
        monkeypatch.setenv(name, value)
    for color, rendered in before.items():
        assert render(worked, width=90, color=color) == rendered


def test_a_translated_quotation_stands_beside_the_original_unmarked(arabic: ArticleReport) -> None:
    review = replace(arabic.quotations[0], verdict=Verdict.UNVERIFIABLE, alignment=None)
    flat = _flat(render(replace(arabic, quotations=(review,)), width=40, color=False))
    assert "COULD NOT BE CHECKED" in flat
    assert arabic.postings[0].text in flat
    assert "{+" not in flat

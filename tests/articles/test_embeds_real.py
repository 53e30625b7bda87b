"""Real pages, read where they lie; only the ids in them stand in this project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.articles.reader import Reading, read_structure
from archiver.articles.structure import SpanKind
from archiver.platforms.x import X

ROOT = Path(__file__).parents[2]
PAGES = ROOT.parent / "shared" / "data" / "pages"
EXPECTED: dict[str, list[str]] = json.loads(
    (ROOT / "fixtures" / "articles" / "real-pages" / "expected.json").read_text("utf-8")
)

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not beside us")


def reading_of(name: str) -> Reading:
    return read_structure((PAGES / name).read_bytes(), platforms=(X(),))


@pytest.mark.parametrize("name", [pytest.param(name, id=name[:40]) for name in EXPECTED])
def test_the_posts_of_a_real_page_and_no_others(name: str) -> None:
    reading = reading_of(name)
    assert [embed.ref.id for embed in reading.article.embeds] == EXPECTED[name]
    assert len([s for s in reading.spans if s.kind is SpanKind.EMBED]) == len(EXPECTED[name])
    for embed in reading.article.embeds:
        assert embed.text
        assert embed.author_name
        assert embed.handle
        assert embed.created is not None
        assert embed.start is not None


def test_every_page_beside_us_is_expected() -> None:
    assert {path.name for path in PAGES.glob("*.html")} == set(EXPECTED)


def test_printed_days_are_those_in_the_ids() -> None:
    checked = 0
    for name in EXPECTED:
        for embed in reading_of(name).article.embeds:
            inside = X().created_from_id(embed.ref)
            assert inside is not None
            assert embed.created is not None
            assert inside.date() == embed.created.date(), embed.ref.id
            checked += 1
    assert checked == sum(map(len, EXPECTED.values()))

"""Real pages, read where they lie; only the references in them stand in this project."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from archiver.articles.reader import Reading, read_structure
from archiver.articles.structure import SpanKind
from archiver.hookspecs import Platform
from archiver.plugins import build_manager, platforms

ROOT = Path(__file__).parents[2]
PAGES = ROOT.parent / "shared" / "data" / "pages"
EXPECTED: dict[str, list[str]] = json.loads(
    (ROOT / "fixtures" / "articles" / "real-pages" / "expected.json").read_text("utf-8")
)
WORDLESS = "youtube:"
"""Posts whose embeds have no words: a frame is all."""

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not beside us")


@cache
def built_in() -> tuple[Platform, ...]:
    return platforms(build_manager(load_entry_points=False))


def reading_of(name: str) -> Reading:
    return read_structure((PAGES / name).read_bytes(), platforms=built_in())


@pytest.mark.parametrize("name", [pytest.param(name, id=name[:40]) for name in EXPECTED])
def test_the_posts_of_a_real_page_and_no_others(name: str) -> None:
    reading = reading_of(name)
    embeds = reading.article.embeds
    assert [embed.ref.key for embed in embeds] == EXPECTED[name]
    with_words = [embed for embed in embeds if not embed.ref.key.startswith(WORDLESS)]
    assert len([s for s in reading.spans if s.kind is SpanKind.EMBED]) == len(with_words)
    for embed in embeds:
        spoken = embed in with_words
        assert (embed.text is not None) is spoken
        assert (embed.start != embed.end) is spoken
        assert (embed.author_name is not None and embed.handle is not None) is spoken
        assert (embed.date_line is not None) is spoken
    assert reading.article.notes == ()


def test_every_page_beside_us_is_expected() -> None:
    assert {path.name for path in PAGES.glob("*.html")} == set(EXPECTED)


def test_printed_times_are_those_in_the_ids() -> None:
    named = {one.name: one for one in built_in()}
    checked = set()
    for name in EXPECTED:
        for embed in reading_of(name).article.embeds:
            inside = named[embed.ref.platform].created_from_id(embed.ref)
            if inside is None:
                assert embed.created is None, "a day of an unknown zone is not certain"
                continue
            assert embed.created is not None
            if embed.created_exact:
                assert abs(inside - embed.created) < timedelta(minutes=5), embed.ref.key
            else:
                assert inside.date() == embed.created.date(), embed.ref.key
            checked.add(embed.ref.key)
    expected = {key for keys in EXPECTED.values() for key in keys}
    assert checked == {key for key in expected if key.startswith(("x:", "instagram:"))}

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archiver.articles.reader import Reading, read_structure
from archiver.articles.structure import SpanKind
from archiver.model import Embed
from archiver.platforms.x import X

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "fixtures" / "articles" / "embeds").glob("*/page.html"))


def reading_of(path: Path) -> Reading:
    return read_structure(path.read_bytes(), platforms=(X(),))


def facts(embed: Embed) -> dict[str, Any]:
    return {
        "ref": embed.ref.key,
        "marker": embed.marker,
        "text": embed.text,
        "author_name": embed.author_name,
        "handle": embed.handle,
        "date_line": embed.date_line,
        "created": None if embed.created is None else embed.created.isoformat(),
        "created_exact": embed.created_exact,
        "language": embed.language,
        "images": [list(image) for image in embed.images],
        "alternatives": list(embed.alternatives),
        "in_text": embed.start != embed.end,
    }


@pytest.mark.parametrize("page", [pytest.param(p, id=p.parent.name) for p in CASES])
def test_every_shape_of_an_embed(page: Path) -> None:
    expected = json.loads((page.parent / "expected.json").read_text("utf-8"))
    found = [facts(embed) for embed in reading_of(page).article.embeds]
    assert [one["ref"] for one in found] == [one["ref"] for one in expected]
    for got, wanted in zip(found, expected, strict=True):
        assert {key: got[key] for key in wanted} == wanted


@pytest.mark.parametrize("page", [pytest.param(p, id=p.parent.name) for p in CASES])
def test_an_embed_in_the_text_is_a_span_of_its_words_and_line(page: Path) -> None:
    reading = reading_of(page)
    text = reading.article.text
    spans = {(s.start, s.end) for s in reading.spans if s.kind is SpanKind.EMBED}
    for embed in reading.article.embeds:
        if embed.start is None or embed.text is None or embed.marker == "link":
            continue
        assert (embed.start, embed.end) in spans
        stretch = text[embed.start : embed.end]
        assert stretch.startswith(embed.text)
        assert stretch.endswith(embed.date_line or embed.text)
    assert "This paragraph is long enough" in text
    assert "A second paragraph stands behind it" in text

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archiver.articles.witness import postings_of_embeds
from archiver.model import Article, Availability, Embed, PostRef, Precision, Witness
from archiver.platforms.x import X

REF = PostRef(platform="x", id="1", url="https://x.com/i/status/1", handle="janedoe")
NOON = datetime(2020, 8, 2, 12, tzinfo=UTC)


def article(*embeds: Embed) -> Article:
    return Article(text="", sha256="", reader="html/1", embeds=embeds)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("All of it.", None, id="whole"),
        pytest.param("All of it…", None, id="short-with-an-ellipsis"),
        pytest.param("RT @somebody: all of…", "may be cut", id="old-repost"),
        pytest.param("a" * 140 + "…", "may be cut", id="at-the-old-limit"),
        pytest.param("a" * 140 + "... https://t.co/xyz", "may be cut", id="link-behind"),
        pytest.param("a" * 140, None, id="long-without-an-ellipsis"),
        pytest.param("", "without its words", id="empty"),
        pytest.param(" \n", "without its words", id="blank"),
        pytest.param(None, "without its words", id="none"),
    ],
)
def test_what_a_copy_proves(text: str | None, reason: str | None) -> None:
    (posting,) = postings_of_embeds(article(Embed(ref=REF, marker="link", text=text)), (X(),))
    assert posting.complete is (reason is None)
    assert (reason or "") in (posting.incomplete_reason or "")
    assert posting.witness is Witness.EMBED
    there = bool(text and text.strip())
    assert posting.availability is (Availability.AVAILABLE if there else Availability.ERROR)


@pytest.mark.parametrize(
    ("created", "exact", "precision"),
    [
        pytest.param(NOON, True, Precision.SECOND, id="second"),
        pytest.param(NOON, False, Precision.DAY, id="day"),
        pytest.param(None, False, None, id="unknown"),
    ],
)
def test_how_sure_the_time_is(
    created: datetime | None, *, exact: bool, precision: Precision | None
) -> None:
    embed = Embed(ref=REF, marker="m", text="a", created=created, created_exact=exact)
    (posting,) = postings_of_embeds(article(embed))
    assert (posting.created, posting.created_precision) == (created, precision)


def test_all_that_the_embed_says_is_kept() -> None:
    embed = Embed(
        ref=REF,
        marker="m",
        text="Words",
        author_name="Jane Doe",
        language="en",
        images=(("https://a.example/1.jpg", "a cat"),),
        alternatives=("Word s",),
        repairs=("lost spaces",),
    )
    (posting,) = postings_of_embeds(article(embed))
    assert (posting.author_name, posting.handle) == ("Jane Doe", "janedoe")
    assert [(i.content_url, i.caption) for i in posting.images] == list(embed.images)
    assert (posting.alternatives, posting.repairs) == (("Word s",), ("lost spaces",))
    assert posting.language == "en"


def test_the_order_is_the_articles() -> None:
    embeds = [Embed(ref=REF, marker="m", text=str(number)) for number in range(5)]
    assert [p.text for p in postings_of_embeds(article(*embeds))] == list("01234")


@pytest.mark.parametrize(
    ("year", "length", "complete"),
    [
        pytest.param(2024, 275, False, id="as-long-as-a-cut-copy"),
        pytest.param(2024, 200, True, id="shorter"),
        pytest.param(2019, 275, True, id="before-posts-were-long"),
    ],
)
def test_a_long_copy_may_be_cut(year: int, length: int, *, complete: bool) -> None:
    embed = Embed(
        ref=PostRef(platform="x", id="1"),
        marker="test",
        text="w" * length,
        created=datetime(year, 5, 1, tzinfo=UTC),
    )
    piece = Article(text="", sha256="0" * 64, reader="test/1", embeds=(embed,))
    (posting,) = postings_of_embeds(piece, (X(),))
    assert posting.complete is complete

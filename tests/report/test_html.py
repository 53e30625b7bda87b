import hashlib
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from archiver.model import ArticleReport, ImageObject, Verdict, Witness
from archiver.report import words
from archiver.report.html import render

NO_BLAME = "This does not mean that the quotation is wrong."
GENERATED = datetime(2026, 11, 24, 9, tzinfo=UTC)
LOADS = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping")


def page_of(*reports: ArticleReport, images: Mapping[str, bytes] | None = None) -> BeautifulSoup:
    rendered = render(reports, images=images or {}, generated=GENERATED, program="archiver 9.9")
    return BeautifulSoup(rendered, "html.parser")


def text_of(page: BeautifulSoup | Tag | None) -> str:
    assert page is not None
    return " ".join(page.get_text().split())


@pytest.fixture
def page(council: ArticleReport, images: Mapping[str, bytes]) -> BeautifulSoup:
    return page_of(council, images=images)


@pytest.fixture
def everything(samples: Mapping[str, ArticleReport], images: Mapping[str, bytes]) -> BeautifulSoup:
    return page_of(*samples.values(), images=images)


def test_nothing_is_loaded_from_outside(everything: BeautifulSoup) -> None:
    banned = ["script", "link", "iframe", "object", "embed", "base", "form", "video", "audio"]
    assert everything.find_all([*banned, "source", "svg", "picture", "input", "button"]) == []
    for element in everything.select("*"):
        for name in LOADS:
            if name in element.attrs:
                assert (element.name, name) == ("img", "src")
                assert str(element["src"]).startswith("data:image/")
        assert not [name for name in element.attrs if name.startswith("on")]
        assert "style" not in element.attrs
        assert element.name == "a" or "href" not in element.attrs
    styles = [element.get_text() for element in everything.find_all("style")]
    assert len(styles) == 1
    assert not re.search(r"url\(|@import|@font-face|image-set", styles[0])


def test_the_policy_allows_nothing_else(page: BeautifulSoup) -> None:
    policy = page.select_one("meta[http-equiv]")
    assert policy is not None
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_links_lead_to_anchors_or_safely_outward(everything: BeautifulSoup) -> None:
    anchors = {str(element["id"]) for element in everything.select("[id]")}
    links = everything.find_all("a")
    outward = 0
    for link in links:
        href = str(link["href"])
        if href.startswith("#"):
            assert href[1:] in anchors
        else:
            outward += 1
            assert href.startswith(("https://", "http://"))
            assert link["rel"] == ["noopener", "noreferrer", "nofollow"]
    assert outward > 5


def test_ids_are_unique(everything: BeautifulSoup) -> None:
    ids = [str(element["id"]) for element in everything.select("[id]")]
    assert len(ids) == len(set(ids))
    for element in everything.select("[aria-labelledby]"):
        assert element["aria-labelledby"] in ids


def test_headings_go_down_one_step_at_a_time(everything: BeautifulSoup) -> None:
    levels = [int(each.name[1]) for each in everything.find_all(re.compile(r"^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(everything.find_all("main")) == 1


def test_the_summary_has_the_worst_first(page: BeautifulSoup) -> None:
    assert "Of 8 quotations of posts, 2 differ from the posts, 1 stands" in text_of(
        page.select_one(".summary")
    )
    assert [text_of(each) for each in page.select(".chips li")] == [
        "2 Altered",
        "1 Misattributed",
        "1 Not found",
        "2 Could not be checked",
        "1 Marked",
        "1 Exact",
        "1 Out of scope",
    ]
    assert [str(each["href"])[-1] for each in page.select(".worst a")] == list("14726835")


def test_findings_are_told_at_the_top_and_take_the_green_away(
    page: BeautifulSoup, council: ArticleReport, worked: ArticleReport
) -> None:
    told = page.select(".summary .also a")
    assert len(told) == len(council.findings)
    assert page.select(f"{told[0]['href']}.finding")
    assert page_of(worked).select(".summary.conventional")
    assert page_of(replace(worked, findings=council.findings[-1:])).select(".summary.unverifiable")


def test_codes_are_titles_and_no_words(page: BeautifulSoup, council: ArticleReport) -> None:
    titles = {str(each["title"]) for each in page.select("[title]")}
    assert {"number_changed", *(one.kind.value for one in council.findings)} <= titles
    assert not re.search(r"number_changed|witness_conflict|omission\b", text_of(page.main))


def test_a_post_is_named_and_linked_instead_of_its_key(worked: ArticleReport) -> None:
    key = worked.postings[0].ref.key
    reasons = (f"The words of the post {key} could not be read (x). {NO_BLAME} More.",)
    review = replace(worked.quotations[1], verdict=Verdict.UNVERIFIABLE, reasons=reasons)
    page = page_of(replace(worked, quotations=(review,)))
    card = page.select_one("section.unverifiable")
    assert card is not None
    assert card.h4 is not None
    name = "of 5 September 2018 by @KimKardashian"
    assert text_of(card.h4) == f"The words of the post {name} could not be read (x)."
    assert [each["href"] for each in card.h4.find_all("a")] == ["#article-1-post-1"]
    assert f"{NO_BLAME} More." in text_of(card)
    assert name in text_of(page.select_one(".worst"))
    assert page.select(".worst a a") == []


def test_a_card_says_it_all(page: BeautifulSoup) -> None:
    card = page.select_one("#article-1-quotation-1")
    text = text_of(card)
    assert card is not None
    assert (
        text_of(card.h4) == "The post has “not”; the article leaves it out. And 1 more difference."
    )
    for part in (
        "The article has “two”; the post has “one”.",
        "Attributed to Ada Lindqvist",
        "Ada Lindqvist (@adalindqvist) · X (Twitter) · 2 November 2026, 18:04:09.250 UTC",
        words.WITNESSES[Witness.PLATFORM].meaning,
        "Witnesses independent of the article: 2 (the platform’s answer, a web archive).",
        "A number and a negation differ from every version but the article’s own embed",
        "The empty north pool, its tiles under leaves",
    ):
        assert part in text


def test_the_words_that_differ_are_marked(page: BeautifulSoup) -> None:
    card = page.select_one("#article-1-quotation-1 .columns")
    assert card is not None
    assert [each.get_text() for each in card.find_all("ins")] == ["two", ","]
    assert [each.get_text() for each in card.find_all("del")] == ["one", "not ", "."]
    sides = [each.get_text() for each in card.find_all("blockquote")]
    assert sides[0] == (
        "We will keep two of the four swimming pools open through the winter. That is a promise,"
    )
    assert sides[1].strip() == (
        "The budget is passed. We will keep one of the four swimming pools open through the"
        " winter. That is not a promise. Details on Monday at the town hall, with the figures for"
        " every site."
    )


def test_quoted_text_stands_there_code_point_for_code_point(
    samples: Mapping[str, ArticleReport],
) -> None:
    for name in ("worked", "japanese", "arabic"):
        report = samples[name]
        page = page_of(report)
        post = page.select_one("section.post blockquote")
        assert post is not None
        assert post.get_text() == report.postings[0].text
        sides = [each.get_text() for each in page.select(".columns blockquote")]
        texts = {review.quotation.quote.exact for review in report.quotations}
        assert sides[0] in texts
        assert sides[1] in {posting.text for posting in report.postings}


def test_pictures_stand_beside_a_quotation_judged_by_a_witness_without_them(
    council: ArticleReport, images: Mapping[str, bytes]
) -> None:
    first, *others = council.quotations
    embed = council.versions[0]
    assert embed.images == ()
    judged = replace(first, posting=replace(embed, text=council.postings[0].text))
    page = page_of(replace(council, quotations=(judged, *others)), images=images)
    assert len(page.select("#article-1-quotation-1 img")) == 1
    assert len(page.find_all("img")) == 1


def test_an_embed_is_said_to_be_the_articles_own_copy(worked: ArticleReport) -> None:
    text = text_of(page_of(worked))
    assert words.WITNESSES[Witness.EMBED].meaning in text
    assert "Compared with the article’s own copy of the post, not with the post itself." in text
    assert "Its words were received from nobody else." in text
    assert "Witnesses independent of the article: 0." in text


def test_out_of_scope_is_folded_away(worked: ArticleReport) -> None:
    page = page_of(worked)
    folded = page.select_one("details.outside")
    assert folded is not None
    assert "open" not in folded.attrs
    assert len(folded.select("mark")) == 3
    assert len(page.select("section.card:not(.post)")) == 2


def test_how_to_repeat_the_check(page: BeautifulSoup, council: ArticleReport) -> None:
    text = text_of(page.select_one(".repeat"))
    assert "archiver check 'https://news.example/2026/11/pools-and-dykes?id=7&page=2'" in text
    for part in (
        "archiver 9.9",
        "rules/1",
        council.article.sha256,
        "24 November 2026, 08:53:12 UTC",
        "3 November 2026, 02:11:00 UTC",
        "24 November 2026, 09:00:00 UTC",
        "the encoding was guessed: windows-1252",
    ):
        assert part in text


def test_the_page_says_what_it_does_not_prove(page: BeautifulSoup) -> None:
    assert words.PROVENANCE in text_of(page.select_one("footer"))
    assert "does not prove who wrote" in words.PROVENANCE


def test_a_picture_stands_in_the_page_once_with_its_description(page: BeautifulSoup) -> None:
    pictures = page.find_all("img")
    assert len(pictures) == 1
    assert str(pictures[0]["src"]).startswith("data:image/png;base64,iVBOR")
    assert pictures[0]["alt"] == "The empty north pool, its tiles under leaves"
    assert len(page.select("figure .absent")) == 1


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n....", "image/png", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0....", "image/jpeg", id="jpeg"),
        pytest.param(b"GIF89a....", "image/gif", id="gif"),
        pytest.param(b"RIFF\x00\n\x00\x00WEBP", "image/webp", id="webp"),
        pytest.param(b"\x00\x00\x00\x1cftypavif", "image/avif", id="avif"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", None, id="svg"),
        pytest.param(b"<html><script>", None, id="html"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_only_pictures_are_shown_as_pictures(
    worked: ArticleReport, payload: bytes, shown: str | None
) -> None:
    digest = hashlib.sha256(payload).hexdigest()
    image = ImageObject(content_url="https://social.example/p", sha256=digest)
    posting = replace(worked.postings[0], images=(image,))
    page = page_of(replace(worked, postings=(posting,)), images={digest: payload})
    sources = [str(each["src"]).partition(";")[0] for each in page.find_all("img")]
    assert sources == ([f"data:{shown}"] if shown else [])


def test_every_foreign_text_finds_its_own_direction(arabic: ArticleReport) -> None:
    page = page_of(arabic)
    foreign = [each for each in page.select("*") if each.get("lang") == "ar"]
    assert len(foreign) >= 4
    assert all(each["dir"] == "auto" for each in foreign)
    assert all(each.get("dir") == "auto" for each in page.find_all("blockquote"))
    assert page.html is not None
    assert page.html["lang"] == "en"


def test_name_and_handle_don_t_turn_each_other_round(arabic: ArticleReport) -> None:
    byline = page_of(arabic).select_one(".byline strong")
    assert byline is not None
    assert [each.get_text() for each in byline.find_all("bdi")] == [
        "وزير التموين",
        "@wazir_tamween",
    ]
    assert byline.get_text() == "وزير التموين (@wazir_tamween)"


def test_hostile_text_stays_text(hostile: ArticleReport) -> None:
    page = page_of(hostile)
    rendered = str(page)
    assert page.find_all("script") == []
    assert page.find_all("img") == []
    assert page.find_all(["b", "i"]) == []
    assert "<script>alert(1)</script>" in page.get_text()
    assert "{{ 7*7 }}" in page.get_text()
    assert not set(rendered) & set("\x1b\x00\x07\x9b\u202e\u202c\u200b\ud800")
    rendered.encode("utf-8")
    assert not [link for link in page.find_all("a") if "javascript" in str(link["href"]).lower()]
    assert page.select('[lang*="script"]') == []
    assert rendered.count("N" * 500) == 0
    assert len(rendered) < 200_000


def test_witnesses_that_differ_are_compared(page: BeautifulSoup) -> None:
    assert [each.get_text() for each in page.select(".finding mark")] == ["two", "one"]
    post = page.select_one("#article-1-post-1")
    assert post is not None
    assert [each.get_text() for each in post.select(".versions mark")] == ["two"]
    assert len(post.select(".versions > li")) == 3


def test_several_articles_have_a_list(everything: BeautifulSoup) -> None:
    assert len(everything.select("nav li")) == 6
    assert len(everything.find_all("article")) == 6
    assert text_of(everything.h1) == "6 articles"


def test_no_article_at_all() -> None:
    assert "No quotation of a post was found." in text_of(page_of())


def test_rendering_twice_gives_the_same(
    samples: Mapping[str, ArticleReport], images: Mapping[str, bytes]
) -> None:
    given: dict[str, Any] = {"images": images, "generated": GENERATED, "program": "archiver 9.9"}
    reports = list(samples.values())
    assert render(reports, **given) == render(reports, **given)


def _themes() -> dict[str, dict[str, str]]:
    css = (files("archiver.report") / "templates" / "report.css").read_text("utf-8")
    assert "@media screen and (prefers-color-scheme: dark)" in css  # paper is light
    light, dark = re.findall(r":root \{([^}]*--card[^}]*)\}", css)
    return {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for name, block in (("light", light), ("dark", dark))
    }


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("ink", "muted", "link") for ground in ("page", "card")),
        *((tone, f"{tone}-back") for tone in ("bad", "warn", "good", "info", "none", "ins", "del")),
        *((tone, "card") for tone in ("bad", "warn", "good", "info", "none")),
    ],
)
def test_contrast_is_at_least_aa(theme: str, ink: str, ground: str) -> None:
    colours = _themes()[theme]
    one, two = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (one + 0.05) / (two + 0.05) >= 4.5


def test_a_translated_quotation_stands_beside_the_original_unmarked(arabic: ArticleReport) -> None:
    review = replace(
        arabic.quotations[0],
        verdict=Verdict.UNVERIFIABLE,
        materiality=None,
        alignment=None,
        reasons=("translated",),
    )
    page = page_of(replace(arabic, quotations=(review,)))
    sides = [each.get_text() for each in page.select(".columns blockquote")]
    assert sides == [review.quotation.quote.exact, arabic.postings[0].text]
    assert page.select(".columns ins, .columns del") == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host.example/x",
        "https://",
        "http://[bad/",
        "x",
    ],
)
def test_an_address_that_is_not_of_the_web_is_no_link(worked: ArticleReport, url: str) -> None:
    page = page_of(replace(worked, article=replace(worked.article, url=url)))
    assert [link for link in page.find_all("a") if not str(link["href"]).startswith("#")] == []
    assert url in page.get_text()

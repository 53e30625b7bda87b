"""LinkedIn: the time in an id, its several ids, and pages that are not the post's."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Capture, Exchange, FetchRequest, PostRef
from archiver.platforms.linkedin import LinkedIn, names, page

LINKEDIN = LinkedIn()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ID = "7424368548752916485"
REF = PostRef(
    platform="linkedin",
    id=f"activity:{ID}",
    url=f"https://www.linkedin.com/feed/update/urn:li:activity:{ID}",
)

Receive = Callable[..., Capture]


def read_page(body: bytes, target: str = REF.url or "") -> Any:
    request = FetchRequest(url=REF.url or "", route="page")
    exchange = Exchange(request=request, warc_date=NOW, target_uri=target, status=200, payload=body)
    return page.read(exchange, REF)


def declared(**fields: Any) -> bytes:
    said = {"@type": "SocialMediaPosting", "articleBody": "Words.", "@id": REF.url, **fields}
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'.encode()


@pytest.mark.parametrize(
    ("post_id", "created"),
    [
        pytest.param(
            "activity:6850898786781339649", "2021-10-04T21:05:54.313000+00:00", id="check value 1"
        ),
        pytest.param(
            "share:7151241570371948544", "2024-01-11T16:00:54.020000+00:00", id="check value 2"
        ),
        pytest.param(
            "ugcPost:7016901149999955968", "2023-01-05T23:00:01.879000+00:00", id="check value 3"
        ),
        pytest.param(
            "activity:6000000000000000000", "2015-05-01T20:17:54.609000+00:00", id="first"
        ),
        pytest.param("activity:5999999999999999999", None, id="before the first"),
        pytest.param(f"activity:{2**63 - 1}", "2039-09-07T15:47:35.551000+00:00", id="63 bits"),
        pytest.param(f"activity:{2**63}", None, id="past 63 bits"),
        pytest.param("pulse:what-bridge-cost-7151241570371948544", None, id="article"),
        pytest.param("7151241570371948544", None, id="without its kind"),
        pytest.param("~lnkd.in/eAbCdEf", None, id="alias"),
    ],
)
def test_the_time_in_an_id(post_id: str, created: str | None) -> None:
    found = LINKEDIN.created_from_id(PostRef(platform="linkedin", id=post_id))
    assert (found and found.isoformat()) == created


def test_an_id_of_another_platform_has_no_time() -> None:
    assert (
        LINKEDIN.created_from_id(PostRef(platform="x", id="activity:7151241570371948544")) is None
    )


@given(
    st.sampled_from(["activity", "share", "ugcPost"]),
    st.integers(min_value=10**6, max_value=2**63 - 1),
)
def test_the_canonical_address_names_the_same_post(kind: str, number: int) -> None:
    ref = LINKEDIN.ref_of_id(f"urn:li:{kind}:{number}")
    assert ref is not None
    assert ref.id == f"{kind}:{number}"
    assert ref.url == f"https://www.linkedin.com/feed/update/urn:li:{kind}:{number}"
    assert LINKEDIN.match(ref.url) == ref
    assert LINKEDIN.ref_of_id(ref.id) == ref


def test_the_kind_is_part_of_the_id() -> None:
    assert LINKEDIN.ref_of_id(f"share:{ID}") != REF
    assert LINKEDIN.ref_of_id(ID) is None


@pytest.mark.parametrize(
    ("body", "target"),
    [
        pytest.param(declared(), "https://www.linkedin.com/in/mira-testing", id="led to a profile"),
        pytest.param(declared(), "https://www.linkedin.com/", id="led to the front page"),
        pytest.param(declared(), "https://news.example/story", id="led to another site"),
        pytest.param(
            declared(),
            f"https://www.linkedin.com/feed/update/urn:li:activity:{ID}7"[:-2],
            id="other",
        ),
        pytest.param(
            declared(
                **{"@id": "https://www.linkedin.com/posts/x_y-activity-7424368548752916486-a"}
            ),
            REF.url,
            id="declares another post",
        ),
        pytest.param(declared(**{"@type": "Person"}), REF.url, id="declares a person"),
        pytest.param(declared(articleBody=""), REF.url, id="without words"),
        pytest.param(declared() + declared(**{"@id": None}) * 2, "x", id="an address of nothing"),
    ],
)
def test_what_is_not_the_posts_page_gives_no_posting(body: bytes, target: str) -> None:
    with pytest.raises(ParseError, match="no post"):
        read_page(body, target)


def test_two_posts_that_name_no_address_are_nobodys() -> None:
    with pytest.raises(ParseError, match="no post"):
        read_page(declared(**{"@id": None}) * 2)


def card(words: str, activity: str, attributed: str = REF.id, inner: str = "") -> str:
    return (
        f'<article data-activity-urn="urn:li:{activity}" data-attributed-urn="urn:li:{attributed}">'
        '<a href="/in/x" data-tracking-control-name="public_post_feed-actor-name">Mira</a>'
        f'<p data-test-id="main-feed-activity-card__commentary">{words}</p>{inner}</article>'
    )


WHOLE = "<!DOCTYPE html><html><body>{}</body></html>"
OWN = card("Own words", REF.id)
SHARING = card("This is a lie!", "activity:7424368548752916999")


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        pytest.param(OWN, "Own words", id="its own"),
        pytest.param(card("Own words", "share:7424368548752916000"), "Own words", id="other-kind"),
        pytest.param(SHARING, None, id="of-one-that-passes-it-on"),
        pytest.param(SHARING + OWN, "Own words", id="behind-one-that-passes-it-on"),
        pytest.param(card("Words", "x"), None, id="of-nothing"),
    ],
)
def test_the_card_of_a_post_that_passes_it_on_is_not_the_posts(
    shown: str, text: str | None
) -> None:
    body = WHOLE.format(shown).encode()
    if text is None:
        with pytest.raises(ParseError, match="no post"):
            read_page(body)
    else:
        assert read_page(body).postings[0].text == text


@pytest.mark.parametrize(
    "inner", [OWN, f'<div data-test-id="feed-reshare-content">{OWN[9:-10]}</div>']
)
def test_words_in_a_card_inside_are_of_another_post(inner: str) -> None:
    outer = card("", REF.id, inner=inner.replace(REF.id, "activity:7424368548752916999"))
    bare = outer.replace('<p data-test-id="main-feed-activity-card__commentary"></p>', "", 1)
    with pytest.raises(ParseError, match="no post"):
        read_page(WHOLE.format(bare).encode())


def test_a_card_on_a_page_that_lost_its_end_may_be_cut() -> None:
    body = WHOLE.format(card("First.\nSecond.", REF.id)).encode()
    assert read_page(body).postings[0].complete
    (posting,) = read_page(body[: body.index(b"\nSecond")]).postings
    assert (posting.text, posting.complete) == ("First.", False)
    assert posting.incomplete_reason == "the page ends in its middle"


@pytest.mark.parametrize("ending", ["…", "...", "… "])
def test_words_that_end_in_an_ellipsis_may_be_cut(ending: str) -> None:
    reading = read_page(declared(articleBody=f"Words{ending}"))
    assert not reading.postings[0].complete
    assert not reading.whole


@pytest.mark.parametrize(
    ("author", "name", "handle"),
    [
        ({"name": "Mira", "url": "https://uk.linkedin.com/in/mira-t"}, "Mira", "mira-t"),
        ({"name": "Team", "url": "https://www.linkedin.com/company/team/"}, "Team", "team"),
        ({"name": "Mira", "url": "https://evil.example/in/mira-t"}, "Mira", None),
        ({"name": "\u202eMira\u202c\n" + "x" * 10_000}, "Mira " + "x" * 195, None),
        ({"name": ["Mira"]}, None, None),
        ("Mira", None, None),
        (None, None, None),
    ],
)
def test_the_author_is_whom_the_page_names(
    author: Any, name: str | None, handle: str | None
) -> None:
    slug = f"https://www.linkedin.com/posts/somebody-else_x-activity-{ID}-ab1Z"
    (posting,) = read_page(declared(author=author), slug).postings
    assert (posting.author_name, posting.handle) == (name, handle)


@pytest.mark.parametrize(
    ("status", "body", "availability"),
    [
        (999, b"", "blocked_for_us"),
        (403, b"", "blocked_for_us"),
        (200, b'<form class="authwall-join-form">', "blocked_for_us"),
        (404, b"", "error"),
    ],
)
def test_one_answer_alone_never_says_that_it_is_gone(
    receive: Receive, status: int, body: bytes, availability: str
) -> None:
    answers = receive(REF, (FetchRequest(url=REF.url or "", route="page"), body, status))
    assert visit(LINKEDIN, REF, Replay(answers), lambda: NOW).availability == availability


@pytest.mark.parametrize(
    ("href", "target"),
    [
        (
            "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fa%2Eexample",
            "https://a.example",
        ),
        ("https://a.example/x", "https://a.example/x"),
        ("https://www.linkedin.com/feed/hashtag/bridges", None),
        ("javascript:alert(1)", None),
        ("https://www.linkedin.com/redir/redirect?url=javascript%3Aalert(1)", None),
    ],
)
def test_where_a_link_leads(href: str, target: str | None) -> None:
    assert page._unwrapped(href) == target


def test_two_kinds_may_name_one_post() -> None:
    share = names.ref_of_id("share:7424368547830169609")
    other = names.ref_of_id("activity:7424368547830169609")
    assert share is not None
    assert other is not None
    assert not names.is_other_post(share, REF)
    assert names.is_other_post(other, REF)

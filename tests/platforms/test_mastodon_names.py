"""Mastodon: addresses, the time in ids, and the words in a content."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.answers import contents
from archiver.hookspecs import Platform
from archiver.model import PostRef
from archiver.platforms.mastodon import Mastodon, register_platforms
from archiver.platforms.mastodon.names import FOREIGN_HOSTS

HOST = "social.example"
ID = "112042320216068660"
REF = PostRef(platform="mastodon", id=f"{HOST}/{ID}", url=f"https://{HOST}/@jane/{ID}")


def test_it_is_a_platform() -> None:
    (platform,) = register_platforms()
    assert isinstance(platform, Platform)
    hints = platform.markers.hints
    assert hints == tuple(hint.lower() for hint in hints)


# -- addresses and ids ------------------------------------------------------------------


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_other_platforms_and_sites_of_the_same_form_are_left_out(host: str) -> None:
    for address in (f"https://{host}/@jane/{ID}", f"https://www.{host}/users/jane/statuses/{ID}"):
        assert Mastodon().match(address) is None


@given(st.text(max_size=200))
def test_no_address_raises(text: str) -> None:
    for url in (
        text,
        f"https://{HOST}/{text}",
        f"https://{text}/@jane/{ID}",
        f"https://{HOST}/@{text}/{ID}",
    ):
        ref = Mastodon().match(url)
        assert ref is None or Mastodon().match(ref.url or "") == ref


@given(st.integers(1458086400000, 4102444799999), st.integers(0, 2**16 - 1))
def test_the_canonical_address_names_the_same_post(milliseconds: int, tail: int) -> None:
    ref = Mastodon().match(f"https://{HOST}/@jane/{milliseconds << 16 | tail}")
    assert ref is not None
    assert Mastodon().match(ref.url or "") == ref
    assert Mastodon().ref_of_id(ref.id) == ref
    created = Mastodon().created_from_id(ref)
    assert created == datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


@pytest.mark.parametrize(
    "post_id",
    [
        pytest.param(ID, id="a-number-alone"),
        pytest.param(f"{HOST}/", id="no-number"),
        pytest.param(f"{HOST}/4711", id="counted-up"),
        pytest.param(f"SOCIAL.example/{ID}", id="upper-case"),
        pytest.param(f"tiktok.com/{ID}", id="another-platform"),
        pytest.param(f"{HOST}/x/{ID}", id="a-path"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_id(post_id: str) -> None:
    assert Mastodon().ref_of_id(post_id) is None


@pytest.mark.parametrize(
    ("post_id", "created"),
    [
        pytest.param(
            "mastodon.social/103270115826048975",
            datetime(2019, 12, 8, 3, 48, 33, 849000, UTC),
            id="2019",
        ),
        pytest.param(
            "mastodon.social/108942703571991143",
            datetime(2022, 9, 4, 23, 22, 13, 703000, UTC),
            id="2022",
        ),
        pytest.param(
            "mastodon.social/116273220331645030",
            datetime(2026, 3, 22, 14, 9, 2, 658000, UTC),
            id="2026",
        ),
        pytest.param("mastodon.social/1", None, id="first-post"),
        pytest.param("mastodon.social/99999999", None, id="counted-up"),
        pytest.param("mastodon.social/95000000000000000", None, id="before-the-first-post"),
        pytest.param("mastodon.social/9223372036854775807", None, id="63-bits"),
        pytest.param("mastodon.social/18446744073709551616", None, id="65-bits"),
        pytest.param(f"~{HOST}/103270115826048975", None, id="a-copys-number"),
        pytest.param("photos.example/p/103270115826048975", None, id="pixelfed"),
        pytest.param("kitchen.example/AqD0lR5rVx7QF2kBsO", None, id="pleroma"),
        pytest.param("?jane@social.example/2024-01-01/1", None, id="provisional"),
    ],
)
def test_times_in_ids(post_id: str, created: datetime | None) -> None:
    assert Mastodon().created_from_id(PostRef(platform="mastodon", id=post_id)) == created


def test_another_platforms_id_has_no_time() -> None:
    ref = PostRef(platform="x", id="mastodon.social/103270115826048975")
    assert Mastodon().created_from_id(ref) is None


def test_servers_of_ones_own_are_asked_without_tls_and_no_others() -> None:
    own = Mastodon(local=["127.0.0.1:3000"])
    ref = own.match(f"http://127.0.0.1:3000/@jane/{ID}")
    assert ref is not None
    assert (ref.id, ref.url) == (f"127.0.0.1:3000/{ID}", f"http://127.0.0.1:3000/@jane/{ID}")
    assert next(own.plan(ref)).url == f"http://127.0.0.1:3000/api/v1/statuses/{ID}"
    assert own.match(f"http://127.0.0.1:3001/@jane/{ID}") is None
    assert own.match(f"http://{HOST}/@jane/{ID}") == REF
    assert Mastodon().match(f"http://127.0.0.1:3000/@jane/{ID}") is None


# -- words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("plain words", "plain words", id="no-markup"),
        pytest.param("<p>a</p><p>b</p>", "a\n\nb", id="paragraphs"),
        pytest.param("<p>a</p>\n  <p>b</p>\n", "a\n\nb", id="line-feeds-between"),
        pytest.param("<p>a<br>b<br/>c</p>", "a\nb\nc", id="breaks"),
        pytest.param("<p>a<br><br>b</p>", "a\n\nb", id="two-breaks"),
        pytest.param("<p>a<br></p><p><br>b</p>", "a\n\n\n\nb", id="breaks-at-the-edges"),
        pytest.param("<p>a\nb</p>", "a b", id="a-line-feed-is-a-space"),
        pytest.param("<p>a <b>b</b> c</p>", "a b c", id="inline"),
        pytest.param("<ul><li>a</li><li>b</li></ul><p>c</p>", "a\nb\n\nc", id="list"),
        pytest.param("<pre><code>a\n  b</code></pre>c", "a\n  b\n\nc", id="code"),
        pytest.param("<blockquote><p>a</p></blockquote>b", "a\n\nb", id="quotation"),
        pytest.param("<p>a &amp;lt; &lt;b&gt; &nbsp;c</p>", "a &lt; <b> \xa0c", id="entities"),
        pytest.param("<p>a<!-- no -->b<script>no()</script></p>", "ab", id="unseen"),
        pytest.param('<p>a <img class="emoji" alt=":cat:"> b</p>', "a :cat: b", id="emoji"),
        pytest.param('<p class="quote-inline">RE: x</p><p>a</p>', "a", id="quote-paragraph"),
        pytest.param(
            '<p>a<span class="quote-inline"><br><br>RE: x</span></p>', "a", id="quote-span"
        ),
        pytest.param('<p class="quote-inline">RE: x</p>', "", id="quote-alone"),
        pytest.param('<a class="mention">@<span>sam</span></a> hi', "@sam hi", id="mention"),
    ],
)
def test_the_words_of_a_content(source: str, text: str) -> None:
    found = contents.of_html(source)
    assert (found.text, found.lost) == (text, False)


def test_a_link_is_read_as_it_is_shown_and_its_target_kept() -> None:
    found = contents.of_html(
        '<p><a href="https://news.example/a/long?x=1&amp;y=2"><span class="invisible">https://'
        '</span><span class="ellipsis">news.example/a/l</span><span class="invisible">ong?x=1'
        '</span></a> <a href="https://social.example/tags/a" class="mention hashtag">#<span>a'
        '</span></a> <a href="javascript:x">y</a></p>'
    )
    assert found.text == "news.example/a/l… #a y"
    assert [(link.text, link.url) for link in found.links] == [
        ("news.example/a/l…", "https://news.example/a/long?x=1&y=2")
    ]


@given(st.text(max_size=300))
def test_escaped_words_are_read_as_they_were(text: str) -> None:
    words = " ".join(text.split())
    if words.isprintable():
        read_back = contents.of_html(f"<p>{html.escape(words)}</p>").text
        assert " ".join(read_back.split()) == words

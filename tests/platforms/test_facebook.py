from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.hookspecs import Platform
from archiver.model import Capture, FetchRequest, PostRef, SocialMediaPosting
from archiver.platforms.facebook import Facebook, names, register_platforms
from archiver.platforms.facebook.snippet import MARKERS

ID = "1201000000000001"
OTHER = "1201000000000002"
URL = f"https://www.facebook.com/quayside.gazette.test/posts/{ID}/"
PFBID = "pfbid02Abc9Def8Ghj7Kmn6Pqr5Stu4"

Receive = Callable[..., Capture]


def read(
    receive: Receive, body: bytes, url: str = URL, route: str = "page"
) -> tuple[SocialMediaPosting, ...]:
    request = FetchRequest(url=url, route=route)
    return Facebook().parse(receive(names.match(url), (request, body, 200)))


def story(post_id: str, message: Any, **content: Any) -> dict[str, Any]:
    inner = {"message": message, "actors": [{"id": "1", "name": "A B"}], **content}
    return {"post_id": post_id, "comet_sections": {"content": {"story": inner}}}


def page(*stories: Any, head: str = "") -> bytes:
    text = json.dumps(stories).replace("</", "<\\/")
    script = f'<script type="application/json" data-sjs>{text}</script>'
    return f"<html><head>{head}</head><body>{script}</body></html>".encode()


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{escape(url)}">'


def framed(words: str, post_id: str = ID, stamp: str = "1772000000") -> bytes:
    return (
        '<div class="userContentWrapper"><span class="fwb"><a href="/quayside.gazette.test">A B'
        f'</a></span><a href="/quayside.gazette.test/posts/{post_id}">'
        f'<abbr data-utime="{stamp}">then</abbr></a>'
        f'<div class="userContent">{words}</div></div>'
    ).encode()


@pytest.mark.parametrize("post_id", [ID, PFBID, "~fb.watch/aBcD1234", "?Gazette/2020-06-26/1"])
def test_no_id_has_a_time(post_id: str) -> None:
    assert Facebook().created_from_id(PostRef(platform="facebook", id=post_id)) is None


def test_a_number_alone_is_no_id_of_this_platform() -> None:
    assert Facebook().ref_of_id(ID) is None
    ref = Facebook().ref_of_id(PFBID)
    assert ref is not None
    assert Facebook().match(ref.url or "") == ref


@given(
    st.integers(min_value=100, max_value=2**63 - 1), st.sampled_from(["a.page", "Über uns", "1"])
)
def test_the_canonical_address_names_the_same_post(number: int, where: str) -> None:
    for path in (
        f"{where}/posts/{number}",
        f"{where}/videos/{number}",
        f"{where}/photos/a.1/{number}",
        f"groups/{where}/permalink/{number}",
        f"reel/{number}",
        f"events/{number}",
        f"watch/?v={number}",
        f"permalink.php?story_fbid={number}&id={where}",
        f"photo.php?fbid={number}",
    ):
        ref = Facebook().match(f"https://m.facebook.com/{path}")
        assert ref is not None, path
        assert ref.id == str(number)
        again = Facebook().match(ref.url or "")
        assert again == ref
        assert again is not None
        assert again.url == ref.url


@given(st.text(max_size=200))
def test_no_address_raises(url: str) -> None:
    for candidate in (
        url,
        f"https://www.facebook.com/{url}",
        f"https://www.facebook.com/plugins/post.php?href={url}",
        f"https://{url}/a/posts/{ID}",
    ):
        ref = Facebook().match(candidate)
        assert ref is None or Facebook().match(ref.url or "") == ref


@pytest.mark.parametrize(
    ("page_url", "handle"),
    [
        pytest.param("https://www.facebook.com/quayside.gazette", "quayside.gazette", id="page"),
        pytest.param("https://www.facebook.com/100044000001", None, id="number"),
        pytest.param("https://www.facebook.com/profile.php?id=1", None, id="person"),
        pytest.param("https://www.facebook.com/pages/Quayside/1", None, id="old-page"),
        pytest.param("https://evil.example/quayside.gazette", None, id="elsewhere"),
        pytest.param(["x"], None, id="list"),
    ],
)
def test_handles_of_profiles(page_url: object, handle: str | None) -> None:
    assert names.handle_of_profile(page_url) == handle


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        pytest.param(f"a.page/posts/{ID}", f"b.page/posts/{ID}", True, id="same"),
        pytest.param(f"a.page/posts/{ID}", f"a.page/posts/{OTHER}", False, id="two-numbers"),
        pytest.param(f"a.page/posts/{ID}", f"a.page/posts/{PFBID}", True, id="number-and-pfbid"),
        pytest.param(f"a.page/posts/{PFBID}", f"a.page/posts/{PFBID}x", True, id="two-pfbids"),
        pytest.param(f"a.page/posts/{ID}", f"APage/videos/{PFBID}", True, id="case-and-dots"),
        pytest.param(f"a.page/posts/{ID}", f"b.page/posts/{PFBID}", False, id="two-pages"),
        pytest.param(f"a.page/posts/{PFBID}x", f"b.page/posts/{PFBID}", False, id="pfbids-of-two"),
        pytest.param(f"a.page/photos/a.1/{ID}", f"b.page/posts/{PFBID}", False, id="photo"),
        pytest.param(f"100001/posts/{ID}", f"b.page/posts/{PFBID}", True, id="page-by-number"),
        pytest.param(f"100001/posts/{ID}", f"100002/posts/{PFBID}", False, id="page-numbers"),
        pytest.param(f"groups/a/posts/{ID}", f"groups/b/posts/{PFBID}", False, id="two-groups"),
        pytest.param(f"groups/a/posts/{ID}", f"b.page/posts/{PFBID}", True, id="group-and-page"),
        pytest.param(f"watch/?v={ID}", f"b.page/posts/{PFBID}", True, id="no-page"),
    ],
)
def test_which_addresses_can_name_one_post(one: str, other: str, may: bool) -> None:
    refs = [names.match(f"https://www.facebook.com/{path}") for path in (one, other)]
    first, second = refs
    assert first is not None
    assert second is not None
    assert names.may_be_one(first, second) is may
    assert names.may_be_one(second, first) is may


@pytest.mark.parametrize(
    ("words", "text", "complete"),
    [
        pytest.param("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree", True, id="paragraphs"),
        pytest.param("Bare words", "Bare words", True, id="no-paragraph"),
        pytest.param("<p>Cut...</p>", "Cut...", False, id="dots"),
        pytest.param("<p>Cut…</p>", "Cut…", False, id="ellipsis"),
        pytest.param(
            '<p>Cut</p><span class="see_more_link"><a href="#">See more</a></span>',
            "Cut",
            False,
            id="see-more",
        ),
        pytest.param(
            '<p>Cut <span class="text_exposed_hide">...</span></p>'
            '<span class="text_exposed_link"><a href="#">See More</a></span>',
            "Cut",
            False,
            id="see-more-without-the-rest",
        ),
        pytest.param(
            '<p>Whole <span class="text_exposed_hide">...</span>'
            '<span class="text_exposed_show">indeed</span></p>',
            "Whole indeed",
            True,
            id="see-more-with-the-rest",
        ),
    ],
)
def test_words_of_the_older_markup(receive: Receive, words: str, text: str, complete: bool) -> None:
    (posting,) = read(receive, framed(words), route="plugin")
    assert (posting.text, posting.complete) == (text, complete)
    assert posting.author_name == "A B"


@pytest.mark.parametrize("route", ["page", "plugin"])
def test_words_on_a_page_that_lost_its_end_may_be_cut(receive: Receive, route: str) -> None:
    body = b"<!DOCTYPE html><html><body>" + framed("<p>One</p><p>two</p>") + b"</body></html>"
    assert [one.complete for one in read(receive, body, route=route)] == [True]
    (posting,) = read(receive, body[: body.index(b"<p>two")], route=route)
    assert (posting.text, posting.complete) == ("One", False)
    assert posting.incomplete_reason == "the page ends in its middle"


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "9" * 30, "1.5"])
def test_a_time_that_is_none(receive: Receive, stamp: str) -> None:
    (posting,) = read(receive, framed("<p>Words</p>", stamp=stamp), route="plugin")
    assert (posting.created, posting.times) == (None, ())


@pytest.mark.parametrize(
    ("asked", "shown", "route", "found"),
    [
        pytest.param(ID, ID, "page", 1, id="same"),
        pytest.param(ID, OTHER, "plugin", 0, id="another-number"),
        pytest.param(PFBID, OTHER, "plugin", 1, id="pfbid-and-one-post"),
        pytest.param(PFBID, OTHER, "page", 0, id="pfbid-on-a-page-with-more"),
    ],
)
def test_the_older_markup_of_another_post(
    receive: Receive, asked: str, shown: str, route: str, found: int
) -> None:
    url = f"https://www.facebook.com/quayside.gazette.test/posts/{asked}/"
    assert len(read(receive, framed("<p>Words</p>", shown), url, route)) == found


def test_two_posts_on_a_plugin_page_are_none_of_a_pfbid(receive: Receive) -> None:
    url = f"https://www.facebook.com/quayside.gazette.test/posts/{PFBID}/"
    both = framed("<p>One</p>", ID) + framed("<p>Two</p>", OTHER)
    assert read(receive, both, url, "plugin") == ()


def head_of(page: str, post_id: str = "", *, author: str = "fwb") -> str:
    when = f'<a href="/{page}/posts/{post_id}"><abbr data-utime="1772000000">then</abbr></a>'
    return f'<span class="{author}"><a href="/{page}">{page}</a></span>{when if post_id else ""}'


def words_of(text: str) -> str:
    return f'<div class="userContent"><p>{text}</p></div>'


LIE = words_of("This is a lie!")
PLAN = words_of("We support the plan.")
RESHARE = head_of("resharer.page", ID)
ORIGINAL = head_of("original.page", OTHER)


@pytest.mark.parametrize(
    ("shown", "of_sharer", "of_original"),
    [
        pytest.param(
            f"{RESHARE}{LIE}<div>{ORIGINAL}{PLAN}</div>",
            ("This is a lie!", "resharer.page"),
            ("We support the plan.", "original.page"),
            id="both-have-words",
        ),
        pytest.param(
            f"{RESHARE}<div>{LIE}<div>{ORIGINAL}</div></div>", None, None, id="beside-its-words"
        ),
        pytest.param(
            f"{RESHARE}<div>{ORIGINAL}{PLAN}</div>",
            None,
            ("We support the plan.", "original.page"),
            id="no-words-of-the-sharers",
        ),
        pytest.param(
            f"{RESHARE}<div>{head_of('original.page')}{PLAN}</div>", None, None, id="no-time-inside"
        ),
        pytest.param(
            f"{RESHARE}<div>{head_of('original.page', author='x')}{PLAN}</div>",
            None,
            None,
            id="no-time-and-no-mark-inside",
        ),
        pytest.param(
            f"{RESHARE}<div>{ORIGINAL}</div>{LIE}", None, None, id="another-time-before-the-words"
        ),
        pytest.param(
            f"{RESHARE}<div><abbr>then</abbr>{PLAN}</div>", None, None, id="a-time-of-nothing"
        ),
        pytest.param(f"{LIE}{RESHARE}", None, None, id="time-behind-the-words"),
        pytest.param(
            f"<div>{LIE}{RESHARE}</div><div>{PLAN}{ORIGINAL}</div>", None, None, id="footers"
        ),
    ],
)
@pytest.mark.parametrize("route", ["page", "plugin"])
def test_whose_words_are_whose_where_a_post_shares_another(
    receive: Receive, shown: str, of_sharer: Any, of_original: Any, route: str
) -> None:
    body = f'<html><body><div class="userContentWrapper">{shown}</div></body></html>'.encode()
    for page_name, post_id, said in (
        ("resharer.page", ID, of_sharer),
        ("original.page", OTHER, of_original),
    ):
        url = f"https://www.facebook.com/{page_name}/posts/{post_id}"
        found = read(receive, body, url, route)
        assert [(one.text, one.handle) for one in found] == ([said] if said else [])


def test_a_post_that_shares_another_has_none_of_its_pictures(receive: Receive) -> None:
    picture = '<img class="scaledImageFitWidth" src="https://cdn.example/1.jpg">'
    alone = f"<div>{RESHARE}{LIE}{picture}</div>"
    sharing = f"<div>{RESHARE}{LIE}<div>{ORIGINAL}{PLAN}{picture}</div></div>"
    url = f"https://www.facebook.com/resharer.page/posts/{ID}"
    assert [len(one.images) for one in read(receive, alone.encode(), url)] == [1]
    assert [len(one.images) for one in read(receive, sharing.encode(), url)] == [0]


def test_a_pfbid_is_not_taken_for_a_number_of_another_page(receive: Receive) -> None:
    url = f"https://www.facebook.com/another.page/posts/{PFBID}/"
    assert read(receive, framed("<p>Words</p>"), url, "plugin") == ()
    head = canonical(URL)
    with contextlib.suppress(ParseError):
        assert read(receive, page(story(ID, {"text": "Words"}), head=head), url) == ()


def test_many_posts_on_a_page_take_no_long(receive: Receive) -> None:
    many = framed("<p>x</p>", OTHER) * 150 + framed("<p>Words</p>") + b"<p class=userContent>" * 9
    assert [one.text for one in read(receive, many)] == ["Words"]
    flood = b'<div class="userContent">x</div>' * 30_000
    start = time.process_time()
    assert read(receive, flood) == ()
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("asked", "head", "stories", "found"),
    [
        pytest.param(ID, "", [ID, OTHER], 1, id="by-its-number"),
        pytest.param(ID, "", [OTHER], 0, id="another"),
        pytest.param(ID, canonical(URL), [OTHER], 0, id="another-on-its-page"),
        pytest.param(PFBID, canonical(URL), [OTHER, ID], 0, id="two-stories"),
        pytest.param(PFBID, canonical(URL), [ID], 1, id="pfbid-and-number"),
        pytest.param(PFBID, "", [ID], 0, id="pfbid-on-a-page-without-a-name"),
        pytest.param(ID, canonical(URL.replace(ID, OTHER)), [OTHER], 0, id="another-page"),
        pytest.param(ID, canonical("https://www.facebook.com/page.name"), [OTHER], 0, id="profile"),
    ],
)
def test_which_story_is_the_post(
    receive: Receive, asked: str, head: str, stories: list[str], found: int
) -> None:
    url = f"https://www.facebook.com/quayside.gazette.test/posts/{asked}/"
    body = page(*(story(one, {"text": f"Words of {one}"}) for one in stories), head=head)
    postings = read(receive, body, url)
    assert len(postings) == found
    if found:
        assert postings[0].text == f"Words of {ID if ID in stories else OTHER}"


@pytest.mark.parametrize(
    ("videos", "found"),
    [
        pytest.param([ID], 1, id="the-one"),
        pytest.param([OTHER], 0, id="another"),
        pytest.param([ID, OTHER], 0, id="one-of-two"),
    ],
)
def test_a_video_without_words_has_those_of_the_story_that_carries_it(
    receive: Receive, videos: list[str], found: int
) -> None:
    url = f"https://www.facebook.com/watch/?v={ID}"
    media = [{"media": {"__typename": "Video", "id": one}} for one in videos]
    carrier = story("1201000000000009", {"text": "Fog"}, attachments=media)
    body = page(carrier, story("1201000000000008", {"text": "Other"}))
    if found:
        assert [posting.text for posting in read(receive, body, url)] == ["Fog"]
    else:
        with contextlib.suppress(ParseError):
            assert read(receive, body, url) == ()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_words_of_the_tags_alone_are_never_complete(receive: Receive, text: str) -> None:
    head = f'{canonical(URL)}<meta property="og:description" content="{escape(text)}">'
    for posting in read(receive, page(head=head)):
        assert not posting.complete
        assert posting.incomplete_reason
        assert (posting.author_name, posting.handle, posting.author_id) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "See posts, photos and more on Facebook.",
        "Log into Facebook to start sharing and connecting with your friends.",
        "Log in or sign up to view",
        "A B is on Facebook. Join Facebook to connect with A B.",
    ],
)
def test_what_the_site_says_of_itself_is_nobodys_post(receive: Receive, text: str) -> None:
    head = f'{canonical(URL)}<meta property="og:description" content="{text}">'
    assert read(receive, page(head=head)) == ()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_words_of_a_story_come_through_unchanged(receive: Receive, text: str) -> None:
    (posting,) = read(receive, page(story(ID, {"text": text})))
    assert posting.text == text
    assert posting.complete


@pytest.mark.parametrize(
    ("span", "links"),
    [
        pytest.param((2, 9), ["a.example"], id="after-an-emoji"),
        pytest.param((-1, 9), [], id="before-the-text"),
        pytest.param((500, 9), [], id="behind-the-text"),
        pytest.param(("2", 9), [], id="a-string"),
        pytest.param((2, None), [], id="no-length"),
    ],
)
def test_ranges_count_utf_16(receive: Receive, span: tuple[Any, Any], links: list[str]) -> None:
    entity = {"url": "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=1"}
    ranges = [{"offset": span[0], "length": span[1], "entity": entity}]
    (posting,) = read(receive, page(story(ID, {"text": "🚢a.example", "ranges": ranges})))
    assert [link.text for link in posting.links] == links
    assert {link.url for link in posting.links} <= {"https://a.example/x"}


@pytest.mark.parametrize("name", ["n" * 10_000, "\u202en\u2066\n\u2069"])
def test_display_names(receive: Receive, name: str) -> None:
    (posting,) = read(receive, page(story(ID, None, actors=[{"name": name, "id": "1"}])))
    assert posting.author_name == "n" * min(200, name.count("n"))


def test_a_comment_is_not_the_post() -> None:
    assert Facebook().match(f"{URL}?comment_id=1") is None


def test_it_is_a_platform() -> None:
    (platform,) = register_platforms()
    assert isinstance(platform, Platform)
    assert [route.name for route in platform.routes] == ["page", "plugin"]


def test_all_markers_are_lower_case() -> None:
    strings = [
        *(*MARKERS.hints, *MARKERS.quote_classes, *MARKERS.elements, *MARKERS.id_attributes),
        *(*MARKERS.widget_classes, *MARKERS.widget_paths),
    ]
    assert all(strings)
    assert [text for text in strings if text != text.lower()] == []

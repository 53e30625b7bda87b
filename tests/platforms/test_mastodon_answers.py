"""Mastodon: what is read from answers, and from copies on other servers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.errors import ParseError
from archiver.model import (
    Availability,
    Capture,
    Claimant,
    FetchRequest,
    PostRef,
    SocialMediaPosting,
    Witness,
)
from archiver.platforms.mastodon import Mastodon, api
from archiver.platforms.mastodon.names import Names

HOST = "social.example"
ID = "112042320216068660"
REF = PostRef(
    platform="mastodon",
    id=f"{HOST}/{ID}",
    url=f"https://{HOST}/@jane/{ID}",
    handle=f"jane@{HOST}",
)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REQUESTS = {
    "status": FetchRequest(url=f"https://{HOST}/api/v1/statuses/{ID}", route="status"),
    "history": FetchRequest(url=f"https://{HOST}/api/v1/statuses/{ID}/history", route="history"),
    "activity": FetchRequest(url=f"https://{HOST}/users/jane/statuses/{ID}", route="activity"),
    "oembed": FetchRequest(url=f"https://{HOST}/api/oembed?url=x", route="oembed"),
    "page": FetchRequest(url=f"https://{HOST}/@jane/{ID}", route="page"),
    "account": FetchRequest(
        url=f"https://{HOST}/api/v1/accounts/lookup?acct=jane", route="account"
    ),
}

Receive = Callable[..., Capture]


def status(**more: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "uri": f"https://{HOST}/users/jane/statuses/{ID}",
        "url": REF.url,
        "created_at": "2024-03-05T09:15:30.250Z",
        "content": "<p>Words</p>",
        "account": {"id": "1", "username": "jane", "acct": "jane", "display_name": "Jane"},
        **more,
    }


def read(receive: Receive, **more: Any) -> SocialMediaPosting:
    body = json.dumps(status(**more)).encode()
    return Mastodon().parse(receive(REF, (REQUESTS["status"], body, 200)))[0]


# -- one posting ------------------------------------------------------------------------


def test_words_that_are_nested_too_deep_to_be_read_are_said_to_be_lost(receive: Receive) -> None:
    found = read(receive, content="<b>" * 5_000 + "Words" + "</b>" * 5_000)
    assert (found.text, found.complete) == ("", False)
    assert found.incomplete_reason


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        pytest.param({"spoiler_text": "CW"}, "content_warning", "CW", id="content-warning"),
        pytest.param({"language": "zxx"}, "language", None, id="no-language"),
        pytest.param({"edited_at": "never"}, "edited", None, id="no-time"),
        pytest.param({"created_at": None}, "created", None, id="no-creation"),
        pytest.param({"content": "<p></p>"}, "text", "", id="no-words"),
        pytest.param({"visibility": "unlisted"}, "opt_outs", ("visibility=unlisted",), id="quiet"),
        pytest.param({"uri": None}, "author_id", None, id="no-address-of-the-author"),
    ],
)
def test_a_field_of_a_status(
    receive: Receive, more: dict[str, Any], field: str, value: Any
) -> None:
    assert getattr(read(receive, **more), field) == value


def test_the_id_and_the_server_both_say_when(receive: Receive) -> None:
    found = read(receive)
    assert {claim.claimant for claim in found.times} == {Claimant.PLATFORM, Claimant.IDENTIFIER}
    assert {claim.time for claim in found.times} == {found.created}


def test_a_name_of_10000_characters_with_bidi_marks(receive: Receive) -> None:
    name = "\u202e" + "x" * 10_000 + " (@chief)\n<b>"
    account = {"id": "1", "acct": "jane", "display_name": name}
    found = read(receive, account=account)
    assert found.handle == f"jane@{HOST}"
    assert found.author_name == "x" * 200


@pytest.mark.parametrize(
    "acct",
    [None, 7, "", ["jane"], {"a": 1}, "jane chief"],
    ids=["none", "number", "empty", "list", "object", "two-words"],
)
def test_no_handle_is_guessed(receive: Receive, acct: Any) -> None:
    found = read(receive, account={"id": "1", "acct": acct})
    assert found.handle is None


@pytest.mark.parametrize(
    ("more", "parent"),
    [
        pytest.param({}, f"{HOST}/112042310000000000", id="nothing-known-of-the-author"),
        pytest.param(
            {"in_reply_to_account_id": "1"}, f"{HOST}/112042310000000000", id="the-author-again"
        ),
        pytest.param(
            {
                "in_reply_to_account_id": "2",
                "mentions": [{"id": "2", "acct": "sam@origin.example"}],
            },
            f"~{HOST}/112042310000000000",
            id="an-account-of-another-server",
        ),
        pytest.param(
            {"in_reply_to_account_id": "2", "mentions": [{"id": "2", "acct": "../x"}]},
            f"{HOST}/112042310000000000",
            id="no-handle",
        ),
    ],
)
def test_what_a_post_replies_to(receive: Receive, more: dict[str, Any], parent: str) -> None:
    found = read(receive, in_reply_to_id="112042310000000000", **more)
    assert found.in_reply_to is not None
    assert found.in_reply_to.id == parent


# -- copies and lies --------------------------------------------------------------------


def test_a_copy_is_a_third_partys_word_whoever_gives_it(receive: Receive) -> None:
    copy = status(
        id="112042320300000000",
        account={"id": "9", "acct": f"jane@{HOST}", "display_name": "Jane"},
    )
    request = FetchRequest(
        url="https://copy.example/api/v1/statuses/112042320300000000", route="status"
    )
    (found,) = Mastodon().parse(receive(REF, (request, json.dumps(copy).encode(), 200)))
    assert found.witness is Witness.THIRD_PARTY
    assert found.repairs == (f"read from a copy; the post itself is at {REF.url}",)
    assert Claimant.IDENTIFIER not in {claim.claimant for claim in found.times}


def test_the_authors_server_goes_before_a_copy_that_came_first(receive: Receive) -> None:
    copy = status(id="112042320300000000", account={"id": "9", "acct": f"jane@{HOST}"})
    request = FetchRequest(
        url="https://copy.example/api/v1/statuses/112042320300000000", route="status"
    )
    note = {
        "id": f"https://{HOST}/users/jane/statuses/{ID}",
        "type": "Note",
        "content": "<p>Its own words</p>",
        "attributedTo": f"https://{HOST}/users/jane",
        "published": "2024-03-05T09:15:30Z",
    }
    found = Mastodon().parse(
        receive(
            REF,
            (request, json.dumps(copy).encode(), 200),
            (REQUESTS["activity"], json.dumps(note).encode(), 200),
        )
    )
    assert [one.witness for one in found] == [Witness.PLATFORM, Witness.THIRD_PARTY]


@pytest.mark.parametrize(
    ("route", "body"),
    [
        pytest.param("status", {"id": "1"}, id="another-id"),
        pytest.param("status", {"account": []}, id="no-account"),
        pytest.param("status", {"content": None}, id="no-content"),
        pytest.param("activity", {"id": "https://bank.example/users/a/statuses/1"}, id="elsewhere"),
        pytest.param("activity", {"attributedTo": "https://bank.example/users/a"}, id="no-author"),
        pytest.param("activity", {"attributedTo": None}, id="without-an-author"),
        pytest.param(
            "activity",
            {"attributedTo": [f"https://{HOST}/users/jane", f"https://{HOST}/users/sam"]},
            id="two-authors",
        ),
    ],
)
def test_an_answer_that_is_not_this_post(
    receive: Receive, route: str, body: dict[str, Any]
) -> None:
    object_ = {
        "id": f"https://{HOST}/users/jane/statuses/{ID}",
        "content": "<p>Words</p>",
        "attributedTo": f"https://{HOST}/users/jane",
    }
    data = {**(status() if route == "status" else {**object_, "url": None}), **body}
    if "id" in body and route == "activity":
        data["url"] = body["id"]
    with pytest.raises(ParseError):
        Mastodon().parse(receive(REF, (REQUESTS[route], json.dumps(data).encode(), 200)))


def test_a_summary_never_takes_its_author_from_a_display_name(receive: Receive) -> None:
    page = (
        f'<meta property="og:url" content="{REF.url}">'
        '<meta property="og:title" content="Jane (@chief@bank.example)">'
        '<meta property="og:description" content="Words">'
    )
    (found,) = Mastodon().parse(receive(REF, (REQUESTS["page"], page.encode(), 200)))
    assert (found.author_name, found.handle, found.complete) == (None, None, False)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            '<div class="detailed-status"><a class="u-uid" href="https://social.example/@sam/1">'
            '</a><div class="e-content">Words</div></div>',
            id="shown",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "SocialMediaPosting", "text": "Words", '
            f'"url": "https://{HOST}/@jane/112042320216068661"}}</script>',
            id="linked-data",
        ),
        pytest.param(
            f'<link rel="canonical" href="https://{HOST}/@jane/112042320216068661">'
            '<meta property="og:description" content="Words">',
            id="summary",
        ),
    ],
)
def test_a_page_of_another_post_is_not_read(receive: Receive, body: str) -> None:
    page = f"<html><body>{body}</body></html>".encode()
    assert Mastodon().parse(receive(REF, (REQUESTS["page"], page, 200))) == ()


def shown(handle: str) -> str:
    return (
        f'<html><div class="detailed-status"><a class="u-uid" href="{REF.url}"></a>'
        f'<strong class="p-name">Jane</strong><span class="display-name__account">@{handle}</span>'
        '<div class="e-content">All of these words</div></div></html>'
    )


def linked(handle: str) -> str:
    data = {
        "@type": "SocialMediaPosting",
        "url": REF.url,
        "text": "Words",
        "author": {"name": "Jane", "identifier": handle},
    }
    return f'<html><script type="application/ld+json">{json.dumps(data)}</script></html>'


@pytest.mark.parametrize(
    "page", [pytest.param(shown, id="shown"), pytest.param(linked, id="linked-data")]
)
@pytest.mark.parametrize(
    ("named", "handle"),
    [
        pytest.param("jane", "jane@social.example", id="no-server"),
        pytest.param("jane@social.example", "jane@social.example", id="its-own"),
        pytest.param("jane@Social.Example", "jane@Social.Example", id="case"),
        pytest.param("chief@bank.example", None, id="another-s"),
        pytest.param("chief@evil.social.example", None, id="a-server-below-it"),
        pytest.param("chief@example", None, id="no-host"),
    ],
)
def test_a_server_names_no_account_of_another(
    receive: Receive, page: Callable[[str], str], named: str, handle: str | None
) -> None:
    (found,) = Mastodon().parse(receive(REF, (REQUESTS["page"], page(named).encode(), 200)))
    assert found.handle == handle
    assert found.author_name == (handle and "Jane")
    assert found.complete is (handle is not None)
    assert found.witness is (Witness.PLATFORM if handle else Witness.THIRD_PARTY)


def test_a_server_may_speak_for_accounts_of_the_domain_that_it_is_below(receive: Receive) -> None:
    ref = Mastodon().match(f"https://web.{HOST}/@jane/{ID}")
    assert ref is not None
    page = linked(f"jane@{HOST}").replace(f"//{HOST}", f"//web.{HOST}").encode()
    request = FetchRequest(url=ref.url or "", route="page")
    (found,) = Mastodon().parse(receive(ref, (request, page, 200)))
    assert (found.handle, found.complete) == (f"jane@{HOST}", True)


def test_a_page_that_ends_in_its_middle_has_not_all_words(receive: Receive) -> None:
    page = shown("jane").partition("these")[0].encode()
    (found,) = Mastodon().parse(receive(REF, (REQUESTS["page"], page, 200)))
    assert (found.text, found.complete) == ("All of", False)


@pytest.mark.parametrize(
    ("account", "author_id"),
    [
        pytest.param(
            {"acct": "jane", "uri": f"https://{HOST}/users/jane"},
            f"https://{HOST}/users/jane",
            id="its-own",
        ),
        pytest.param(
            {"acct": "jane", "uri": "https://bank.example/users/chief"}, None, id="another-s"
        ),
        pytest.param(
            {"acct": "sam@origin.example", "uri": "https://origin.example/users/sam"},
            "https://origin.example/users/sam",
            id="a-copy",
        ),
        pytest.param(
            {"acct": "sam@origin.example", "uri": "https://bank.example/users/chief"},
            None,
            id="a-copy-by-another",
        ),
    ],
)
def test_an_author_s_id_is_of_the_author_s_server(
    receive: Receive, account: dict[str, str], author_id: str | None
) -> None:
    alias = Mastodon().match(f"https://{HOST}/@sam@origin.example/{ID}")
    assert alias is not None
    ref = alias if "@" in account["acct"] else REF
    body = json.dumps(status(account={"id": "1", **account})).encode()
    (found,) = Mastodon().parse(receive(ref, (REQUESTS["status"], body, 200)))
    assert found.author_id == author_id


def test_a_page_that_doesnt_name_itself_names_no_author(receive: Receive) -> None:
    page = (
        '<meta property="og:title" content="Sam (@jane)">'
        '<meta property="og:description" content="Words">'
        f'<meta property="og:image" content="https://{HOST}/portrait.png">'
        '<meta property="twitter:card" content="summary">'
    )
    (found,) = Mastodon().parse(receive(REF, (REQUESTS["page"], page.encode(), 200)))
    assert (found.ref, found.text) == (REF, "Words")
    assert (found.author_name, found.handle, found.images) == (None, None, ())


def test_a_time_of_change_that_is_that_of_creation_is_no_edit(receive: Receive) -> None:
    note = {
        "id": f"https://{HOST}/users/jane/statuses/{ID}",
        "content": "Words",
        "attributedTo": f"https://{HOST}/users/jane",
        "published": "2024-03-05T09:15:30Z",
        "updated": "2024-03-05T09:15:30Z",
    }
    body = json.dumps(note).encode()
    (found,) = Mastodon().parse(receive(REF, (REQUESTS["activity"], body, 200)))
    assert (found.edited, found.was_edited) == (None, False)


def test_a_copy_that_names_itself_as_the_original_is_still_a_copy(receive: Receive) -> None:
    alias = Mastodon().match(f"https://{HOST}/@sam@origin.example/{ID}")
    assert alias is not None
    copy = status(account={"id": "9", "acct": "sam@origin.example"})
    capture = receive(alias, (REQUESTS["status"], json.dumps(copy).encode(), 200))
    (found,) = Mastodon().parse(capture)
    assert (found.ref, found.witness) == (alias, Witness.THIRD_PARTY)


def test_an_answer_of_another_server_that_is_no_copy_is_another_post(receive: Receive) -> None:
    request = FetchRequest(url=f"https://copy.example/api/v1/statuses/{ID}", route="status")
    with pytest.raises(ParseError, match="another post"):
        Mastodon().parse(receive(REF, (request, json.dumps(status()).encode(), 200)))


@pytest.mark.parametrize(
    ("account", "finding"),
    [
        pytest.param({"acct": "jane", "suspended": True}, Availability.ACCOUNT_GONE, id="gone"),
        pytest.param({"acct": "jane", "suspended": "no"}, None, id="no-boolean"),
        pytest.param({"acct": "jane"}, None, id="there"),
    ],
)
def test_what_an_account_says(receive: Receive, account: Any, finding: Availability | None) -> None:
    body = json.dumps(account).encode()
    (exchange,) = receive(REF, (REQUESTS["account"], body, 200)).exchanges
    assert api.read_account(Names(), exchange, REF).finding is finding
    (exchange,) = receive(REF, (REQUESTS["account"], b'{"error": "x"}', 404)).exchanges
    assert api.read_account(Names(), exchange, REF).finding is None

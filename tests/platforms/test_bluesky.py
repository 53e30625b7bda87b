"""What is special to Bluesky: keys with times, offsets in bytes, wishes, and who says what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.answers.origin import Origin
from archiver.answers.readings import Reading
from archiver.fetch.drive import Replay, visit
from archiver.hookspecs import Platform
from archiver.model import (
    Availability,
    Claimant,
    Exchange,
    FetchRequest,
    PostRef,
    Source,
    Witness,
)
from archiver.platforms.bluesky import (
    MARKERS,
    Bluesky,
    account,
    names,
    page,
    records,
    register_platforms,
    views,
)
from archiver.platforms.bluesky.account import Account
from archiver.platforms.bluesky.dag import cid_of_record
from archiver.platforms.bluesky.visit import weighed

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms" / "bluesky"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DID = "did:plc:adainvented2aaaaaaaaaaaa"
BEN = "did:plc:beninvented2bbbbbbbbbbbb"
RKEY = "3ljkajpnapu2b"
REF = PostRef(platform="bluesky", id=f"{DID}/{RKEY}")
ORIGIN = Origin(witness=Witness.PLATFORM, parser="test/1", witnessed_at=NOW)
DOCUMENT: dict[str, Any] = {
    "id": DID,
    "alsoKnownAs": ["at://ada.example.org"],
    "service": [
        {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": "https://pds.example.org",
        }
    ],
}

# -- ids and addresses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rkey", "microseconds"),
    [
        pytest.param("3l25zusnsfctk", 1724171495793000, id="the-published-example"),
        pytest.param("3l3vgf77uco2g", 1726074716350740, id="2024-09-11"),
        pytest.param("3l4omssdl632g", 1726940608513153, id="2024-09-21"),
        pytest.param("3jzxjkcemae2m", 1688763432782026, id="backdated"),
        pytest.param("2222222222222", None, id="zero"),
        pytest.param("3ja2222222222", None, id="before-the-first-posts"),
        pytest.param("bzzzzzzzzzzzz", (2**63 - 1) >> 10, id="the-highest"),
        pytest.param("c222222222222", None, id="past-63-bits"),
        pytest.param("k222222222222", None, id="past-64-bits"),
        pytest.param("3L25ZUSNSFCTK", None, id="upper-case"),
        pytest.param("3l25zusnsfct", None, id="too-short"),
        pytest.param("3l25zusnsfctkk", None, id="too-long"),
        pytest.param("3l25zusnsfct1", None, id="a-digit-that-is-none"),
        pytest.param("self", None, id="not-a-tid"),
    ],
)
def test_times_in_record_keys(rkey: str, microseconds: int | None) -> None:
    found = Bluesky().created_from_id(PostRef(platform="bluesky", id=f"{DID}/{rkey}"))
    if microseconds is None:
        assert found is None
        return
    assert found is not None
    since_1970 = found - datetime.fromtimestamp(0, UTC)
    assert (
        since_1970.days * 86_400_000_000 + since_1970.seconds * 10**6 + (since_1970.microseconds)
        == microseconds
    )


@pytest.mark.parametrize(
    "ref",
    [
        pytest.param(PostRef(platform="x", id=f"{DID}/3l25zusnsfctk"), id="another-platform"),
        pytest.param(PostRef(platform="bluesky", id="~a.example/3l25zusnsfctk"), id="alias"),
        pytest.param(PostRef(platform="bluesky", id="?a.example/2024-08-20/1"), id="provisional"),
        pytest.param(PostRef(platform="bluesky", id=""), id="empty"),
    ],
)
def test_references_without_a_time(ref: PostRef) -> None:
    assert Bluesky().created_from_id(ref) is None


def test_the_projects_own_vectors(repo_root: Path) -> None:
    path = repo_root.parent / "shared" / "reference" / "vectors.json"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the repository")
    for item in json.loads(path.read_text(encoding="utf-8"))["tid"]:
        found = names.created_from_id(f"{DID}/{item['rkey']}")
        assert found is not None
        assert found.replace(microsecond=found.microsecond // 1000 * 1000) == (
            datetime.fromisoformat(item["utc"])
        )


@given(st.from_regex(r"\A[A-Za-z0-9._~:-]{1,60}\Z"))
def test_the_canonical_address_names_the_same_post(rkey: str) -> None:
    ref = Bluesky().ref_of_id(f"{DID}/{rkey}")
    if rkey in {".", ".."}:
        assert ref is None
        return
    assert ref is not None
    assert ref.url is not None
    assert Bluesky().match(ref.url) == ref
    assert Bluesky().match(names.uri_of(ref)) == ref


@given(st.text(max_size=120))
def test_no_address_raises(text: str) -> None:
    for url in (text, f"at://{text}", f"https://bsky.app/profile/{text}", f"https://{text}/post/x"):
        ref = Bluesky().match(url)
        assert ref is None or ref.alias or names.is_did(names.account_of(ref))


@pytest.mark.parametrize(
    "post_id",
    [
        pytest.param("", id="empty"),
        pytest.param(RKEY, id="a-key-alone"),
        pytest.param(DID, id="an-account-alone"),
        pytest.param(f"~ada.example.org/{RKEY}", id="an-alias"),
        pytest.param(f"ada.example.org/{RKEY}", id="a-handle"),
        pytest.param(f"{DID}/{RKEY}/x", id="more-parts"),
        pytest.param(f"at://{DID}/app.bsky.feed.like/{RKEY}", id="another-kind-of-record"),
        pytest.param(f"did:web:{'a' * 250}.example/{RKEY}", id="too-long"),
        pytest.param("1289865845053652994", id="an-id-of-another-platform"),
    ],
)
def test_what_is_no_id(post_id: str) -> None:
    assert Bluesky().ref_of_id(post_id) is None


def test_it_is_a_platform() -> None:
    (platform,) = register_platforms()
    assert isinstance(platform, Platform)
    assert platform.markers is MARKERS
    assert [route.name for route in platform.routes if route.source is Source.ARCHIVE] == ["page"]


def test_all_markers_are_lower_case() -> None:
    strings = [
        *MARKERS.hints,
        *MARKERS.quote_classes,
        *MARKERS.elements,
        *MARKERS.id_attributes,
        *MARKERS.widget_paths,
    ]
    assert all(strings)
    assert [text for text in strings if text != text.lower()] == []


# -- the author -------------------------------------------------------------------------


def answered(
    route: str, data: object, *, url: str = "https://x.example/", status: int = 200
) -> Exchange:
    payload = data.encode() if isinstance(data, str) else json.dumps(data).encode()
    return Exchange(
        request=FetchRequest(url=url, route=route),
        warc_date=NOW,
        target_uri=url,
        status=status,
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
    )


RESOLVED = answered("resolve", {"did": DID}, url="https://a.example/xrpc/x?handle=Ada.Example.org")


@pytest.mark.parametrize(
    ("exchanges", "handle"),
    [
        pytest.param([answered("did", DOCUMENT)], None, id="claimed-by-the-account-alone"),
        pytest.param([RESOLVED], None, id="led-from-alone"),
        pytest.param([RESOLVED, answered("did", DOCUMENT)], "ada.example.org", id="both-ways"),
        pytest.param(
            [RESOLVED, answered("did", {**DOCUMENT, "alsoKnownAs": ["at://real.example.com"]})],
            None,
            id="claims-another",
        ),
        pytest.param(
            [answered("profile", {"did": DID, "handle": "ada.example.org"})],
            "ada.example.org",
            id="by-the-app",
        ),
        pytest.param(
            [answered("profile", {"did": DID, "handle": "handle.invalid"})], None, id="invalid"
        ),
        pytest.param(
            [answered("profile", {"did": BEN, "handle": "b.org"})],
            None,
            id="of-another-account",
        ),
        pytest.param(
            [
                answered("well_known", f"{DID}\n", url="https://ada.example.org/.well-known/x"),
                answered("did", DOCUMENT),
            ],
            "ada.example.org",
            id="by-its-host",
        ),
    ],
)
def test_a_handle_counts_where_it_was_checked(
    exchanges: list[Exchange], handle: str | None
) -> None:
    assert account.learned(DID, exchanges).handle == handle


@pytest.mark.parametrize(
    ("endpoint", "server"),
    [
        pytest.param("https://pds.example.org", "https://pds.example.org", id="plain"),
        pytest.param("https://pds.example.org/", "https://pds.example.org", id="slash"),
        pytest.param("http://localhost:2583", "http://localhost:2583", id="port"),
        pytest.param("http://[::1]:2583", "http://[::1]:2583", id="ip-6"),
        pytest.param("https://pds.example.org/path", None, id="path"),
        pytest.param("https://pds.example.org?x=1", None, id="query"),
        pytest.param("https://user@pds.example.org", None, id="user"),
        pytest.param("file:///etc/passwd", None, id="file"),
        pytest.param("https://[broken", None, id="broken"),
        pytest.param("https://pds.example.org:port", None, id="no-port"),
        pytest.param(17, None, id="a-number"),
        pytest.param("", None, id="empty"),
    ],
)
def test_the_server_in_a_document(endpoint: object, server: str | None) -> None:
    service = {**DOCUMENT["service"][0], "serviceEndpoint": endpoint}
    known = account.learned(DID, [answered("did", {**DOCUMENT, "service": [service]})])
    assert known.server == server


def test_a_document_of_another_account_is_none() -> None:
    other = {**DOCUMENT, "id": BEN}
    assert account.learned(DID, [answered("did", other)]).server is None


@pytest.mark.parametrize(
    ("did", "status", "body", "finding"),
    [
        pytest.param(DID, 404, {"message": "DID not registered"}, "not_found", id="plc-404"),
        pytest.param(DID, 410, {"message": "DID not available"}, "account_gone", id="plc-410"),
        pytest.param(DID, 404, "<h1>Not Found</h1>", "error", id="plc-404-of-something-else"),
        pytest.param(DID, 429, {"message": "slowly"}, "blocked_for_us", id="plc-429"),
        pytest.param("did:web:a.example", 404, {"message": "no"}, "error", id="web-404"),
        pytest.param("did:web:a.example", 410, {"message": "no"}, "error", id="web-410"),
    ],
)
def test_what_a_missing_document_says(did: str, status: int, body: object, finding: str) -> None:
    ref = PostRef(platform="bluesky", id=f"{did}/{RKEY}")
    assert account.read_document(answered("did", body, status=status), ref).finding == finding


def test_own_endpoints_are_asked() -> None:
    platform = Bluesky(appview="http://127.0.0.1:1/", plc="http://127.0.0.1:2", embed="http://e/")
    plan = platform.plan(REF)
    asked = [next(plan).url]
    asked.append(plan.send(answered("profile", {"did": DID, "labels": []})).url)
    assert asked[0].startswith("http://127.0.0.1:1/xrpc/app.bsky.actor.getProfile?")
    assert asked[1] == f"http://127.0.0.1:2/{DID}"


def test_nothing_more_is_asked_of_an_author_who_opted_out() -> None:
    plan = Bluesky().plan(REF)
    next(plan)
    label = {"val": "!no-unauthenticated", "src": DID}
    with pytest.raises(StopIteration) as ended:
        plan.send(answered("profile", {"did": DID, "labels": [label]}))
    assert ended.value.value.availability is Availability.WITHHELD


def test_a_very_long_name_with_direction_marks() -> None:
    profile = {"did": DID, "displayName": "\u202e" + "Ω\n" * 10_000}
    name = account.learned(DID, [answered("profile", profile)]).name
    assert name is not None
    assert len(name) <= 200
    assert "\u202e" not in name
    assert "\n" not in name


# -- records ----------------------------------------------------------------------------


def posting_of(record: dict[str, Any], cid: object = None) -> Any:
    return records.posting(record, REF, Account(did=DID), ORIGIN, cid=cid)


@given(st.text(max_size=200))
def test_the_text_is_whole_and_unchanged(text: str) -> None:
    record = {"$type": "app.bsky.feed.post", "text": text}
    found = posting_of(record, cid_of_record(record))
    assert found.text == text
    assert found.complete
    assert found.version_id == cid_of_record(record)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_that_its_cid_does_not_name_proves_nothing(text: str, other: str) -> None:
    cid = cid_of_record({"text": other})
    found = posting_of({"text": text}, cid)
    assert found.complete == (text == other)
    assert found.version_id == (cid if text == other else None)


@pytest.mark.parametrize(
    ("cid", "complete"),
    [
        pytest.param(None, True, id="none-stated"),
        pytest.param(7, True, id="no-cid"),
        pytest.param("", False, id="empty"),
        pytest.param("bafy", False, id="another"),
    ],
)
def test_a_cid_is_compared_where_one_is_stated(cid: object, complete: bool) -> None:
    found = posting_of({"text": "Words"}, cid)
    assert found.complete is complete
    assert found.version_id == (cid_of_record({"text": "Words"}) if complete else None)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"text": "a lone \ud83d surrogate"}, id="surrogate"),
        pytest.param({"text": "Words", "n": 2**70}, id="past-64-bits"),
        pytest.param({"text": "Words", "x": {"$link": "no"}}, id="broken-link"),
    ],
)
def test_a_record_that_no_cid_can_name_proves_nothing(record: dict[str, Any]) -> None:
    found = posting_of(record, cid_of_record({"text": "Words"}))
    assert not found.complete
    found.text.encode("utf-8")


@given(st.text(max_size=60), st.data())
def test_facets_are_bytes(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    index = {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())}
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/"}
    found = list(records.links({"facets": [{"index": index, "features": [feature]}]}, text))
    assert [link.text for link in found] == ([text[start:end]] if start < end else [])


@given(st.text(max_size=60), st.data())
def test_entities_are_utf_16_units(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    units = [len(text[:at].encode("utf-16-le")) // 2 for at in (start, end)]
    entity = {
        "index": {"start": units[0], "end": units[1]},
        "type": "link",
        "value": "https://a.example/",
    }
    found = list(records.links({"entities": [entity]}, text))
    assert [link.text for link in found] == ([text[start:end]] if start < end else [])


@given(st.text(max_size=30), st.integers(), st.integers())
def test_offsets_out_of_place_give_no_link(text: str, start: int, end: int) -> None:
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/"}
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}
    for link in records.links({"facets": [facet]}, text):
        assert link.text in text


@pytest.mark.parametrize(
    ("created", "indexed", "claimant"),
    [
        pytest.param(
            "2025-03-04T10:00:00.000Z", "2025-03-04T10:00:01Z", Claimant.PLATFORM, id="later"
        ),
        pytest.param(
            "2025-03-04T10:00:00.000Z", "2025-03-04T10:00:00Z", Claimant.AUTHOR, id="repeated"
        ),
        pytest.param(
            "2025-03-04T10:00:00.000Z", "2025-03-04T09:00:00Z", Claimant.PLATFORM, id="postdated"
        ),
        pytest.param(None, "2025-03-04T09:00:00Z", Claimant.PLATFORM, id="nothing-to-repeat"),
    ],
)
def test_who_says_when_it_was_first_seen(
    created: str | None, indexed: str, claimant: Claimant
) -> None:
    claim = records.indexed_claim({"indexedAt": indexed}, {"createdAt": created})
    assert claim is not None
    assert claim.claimant is claimant


def shown_with(quoted: object) -> tuple[PostRef, ...]:
    """The posts that the app's view of REF carries."""
    record = {"text": "Words"}
    view = {
        "uri": names.uri_of(REF),
        "cid": cid_of_record(record),
        "author": {"did": DID},
        "record": record,
        "embed": {"record": quoted},
    }
    found = views.read(answered("posts", {"posts": [view]}), REF, Account(did=DID))
    return tuple(posting.ref for posting in found.postings[1:])


@pytest.mark.parametrize(
    ("changes", "carried"),
    [
        pytest.param({}, True, id="as-it-should-be"),
        pytest.param({"author": {"did": DID}}, False, id="another-author"),
        pytest.param({"author": None}, False, id="no-author"),
        pytest.param({"uri": f"at://b.example.org/app.bsky.feed.post/{RKEY}",
                      "author": {"did": "b.example.org"}}, False, id="a-handle"),
        pytest.param({"uri": f"at://{BEN}/app.bsky.feed.generator/{RKEY}"}, False, id="no-post"),
        pytest.param({"value": {"text": None}}, False, id="no-text"),
        pytest.param({"value": {"text": "x", "$type": "a.b.c"}}, False, id="another-record"),
        pytest.param({"labels": [{"val": "!hide"}]}, False, id="hidden"),
    ],
)  # fmt: skip
def test_a_quoted_post_is_read_where_its_author_is_named(
    changes: dict[str, Any], carried: bool
) -> None:
    quoted = {
        "uri": f"at://{BEN}/app.bsky.feed.post/{RKEY}",
        "author": {"did": BEN},
        "value": {"text": "Quoted"},
        **changes,
    }
    assert [ref.id for ref in shown_with(quoted)] == ([f"{BEN}/{RKEY}"] if carried else [])


@pytest.mark.parametrize(
    ("address", "said", "found"),
    [
        pytest.param(f"at://{DID}/app.bsky.feed.post/{RKEY}", DID, True, id="its-own"),
        pytest.param(f"https://bsky.app/profile/a.org/post/{RKEY}", DID, True, id="a-handle"),
        pytest.param(f"at://{BEN}/app.bsky.feed.post/{RKEY}", DID, False, id="another-account"),
        pytest.param(f"at://{DID}/app.bsky.feed.post/other", DID, False, id="another-key"),
        pytest.param("https://news.example/", DID, False, id="no-post"),
        pytest.param(f"at://{DID}/app.bsky.feed.post/{RKEY}", "did:x:y", False, id="no-account"),
    ],
)
def test_an_archived_page_is_of_the_post_that_it_names(
    address: str, said: str, found: bool
) -> None:
    body = (
        f'<link rel="alternate" href="{address}"><div id="bsky_post_summary">'
        f'<p id="bsky_did">{said}</p><p id="bsky_post_text">Words</p></div>'
    )
    reading = page.read(answered("page", body), REF)
    assert [posting.text for posting in reading.postings] == (["Words"] if found else [])


def test_an_archived_page_that_ends_in_its_middle_has_not_all_words() -> None:
    body = (
        f'<html><link rel="alternate" href="at://{DID}/app.bsky.feed.post/{RKEY}">'
        f'<div id="bsky_post_summary"><p id="bsky_did">{DID}</p><p id="bsky_post_text">Half of'
    )
    (post,) = page.read(answered("page", body), REF).postings
    assert (post.text, post.complete) == ("Half of", False)


# -- what answers add up to -------------------------------------------------------------

F = Availability


@pytest.mark.parametrize(
    ("found", "counted"),
    [
        pytest.param(
            {"proof": F.AVAILABLE, "posts": F.AVAILABLE}, [F.AVAILABLE] * 2, id="both-have-it"
        ),
        pytest.param(
            {"proof": F.AVAILABLE, "posts": F.NOT_FOUND},
            [F.WITHHELD, F.NOT_FOUND],
            id="the-app-omits-it",
        ),
        pytest.param(
            {"profile": F.ACCOUNT_GONE, "proof": F.AVAILABLE, "posts": F.ERROR},
            [F.ACCOUNT_GONE, F.WITHHELD, F.ERROR],
            id="the-app-suspended-the-account",
        ),
        pytest.param(
            {"proof": F.AVAILABLE, "posts": F.ERROR}, [F.AVAILABLE, F.ERROR], id="the-app-is-silent"
        ),
        pytest.param(
            {"proof": F.NOT_FOUND, "record": F.NOT_FOUND, "posts": F.ERROR},
            [F.NOT_FOUND, None, F.ERROR],
            id="one-witness-twice",
        ),
        pytest.param(
            {"proof": F.NOT_FOUND, "posts": F.NOT_FOUND}, [F.NOT_FOUND] * 2, id="two-witnesses"
        ),
        pytest.param(
            {"did": F.NOT_FOUND, "posts": F.NOT_FOUND}, [F.NOT_FOUND] * 2, id="the-directory-too"
        ),
    ],
)
def test_weights(found: dict[str, Availability], counted: list[Availability | None]) -> None:
    given_readings = {route: Reading(finding=one, line=route) for route, one in found.items()}
    assert [reading.finding for reading in weighed(given_readings, fresh=False)] == counted


@pytest.mark.parametrize(
    ("posts", "host"),
    [
        pytest.param(F.NOT_FOUND, F.AVAILABLE, id="not-heard-of-yet"),
        pytest.param(F.WITHHELD, F.WITHHELD, id="held-back"),
        pytest.param(F.ACCOUNT_GONE, F.WITHHELD, id="suspended"),
    ],
)
def test_an_app_that_omits_a_post_of_minutes_ago(posts: Availability, host: Availability) -> None:
    found = {
        "proof": Reading(finding=F.AVAILABLE, line="proof"),
        "posts": Reading(finding=posts, line="posts"),
    }
    assert [reading.finding for reading in weighed(found, fresh=True)] == [host, posts]


@pytest.mark.parametrize(
    ("minutes", "availability"),
    [pytest.param(9, F.AVAILABLE, id="fresh"), pytest.param(10, F.WITHHELD, id="old-enough")],
)
def test_how_old_a_post_is_counts_from_its_key(
    minutes: int, availability: Availability, load_case: Callable[[Path], Any]
) -> None:
    case = load_case(FOLDER / "withheld")
    ref = Bluesky().match(case.url)
    assert ref is not None
    created = Bluesky().created_from_id(ref)
    assert created is not None
    asked = created + timedelta(minutes=minutes)
    exchanges = tuple(replace(one, warc_date=asked) for one in case.exchanges)
    replay = Replay(replace(case.capture(ref), exchanges=exchanges))
    assert visit(Bluesky(), ref, replay, lambda: asked).availability is availability


# -- embeds -----------------------------------------------------------------------------


def _flattened() -> list[Any]:
    data = json.loads((FOLDER / "embeds.json").read_text(encoding="utf-8"))
    return [pytest.param(item, id=item["about"]) for item in data["flattened"]]


@pytest.mark.parametrize("item", _flattened())
def test_the_attribution_in_plain_text(item: dict[str, Any]) -> None:
    found = [one for form in MARKERS.flattened if (one := form.pattern.search(item["text"]))]
    assert [(one["name"], one["handle"], one["date"]) for one in found] == [
        (item["expected"]["author_name"], item["expected"]["handle"], item["expected"]["date_line"])
    ]


@given(st.text(max_size=300))
def test_any_markup_is_read(markup: str) -> None:
    Bluesky().embed_copy(markup)
    quote = f'<blockquote class="bluesky-embed"><p>{markup}</p>{markup}</blockquote>'
    copy = Bluesky().embed_copy(quote)
    assert copy is None or copy.handle is None or names.handle_of(copy.handle)


def test_an_embed_of_another_maker_is_not_read(
    as_data: Callable[[Any], dict[str, Any]],
) -> None:
    del as_data
    tweet = '<blockquote class="twitter-tweet"><p>Words</p>&mdash; A (@a) <a>May 1, 2025</a>'
    assert Bluesky().embed_copy(tweet) is None

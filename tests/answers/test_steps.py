"""Plans made of ways: what is asked, in which order, and what it adds up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.answers import addresses, readings, steps, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.errors import ParseError
from archiver.hookspecs import Extent, Route
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    Precision,
    SocialMediaPosting,
    Source,
    Witness,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REF = PostRef(platform="notes", id="1", url="https://notes.example/1")
A = Availability
Answers = dict[tuple[str, Source], Exchange]


def match(url: str) -> PostRef | None:
    parts = addresses.split(url)
    if parts is None or parts.hostname != "notes.example":
        return None
    name = parts.path.strip("/")
    return PostRef(
        platform="notes",
        id=name if name.isdigit() else f"~{name}",
        url=f"https://notes.example/{name}",
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """The body's first word says what the answer is; the rest are the words of the post."""
    said, _, words = exchange.payload.decode().partition(" ")
    line = f"{exchange.request.route}: {said}"
    if said == "odd":
        raise values.unknown_shape(exchange, "an odd shape")
    if said not in {"whole", "cut", "lacking"}:
        return Reading(finding=Availability(said), line=line)
    origin = origin_of(exchange, f"notes.{exchange.request.route}/1")
    post = SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=words,
        complete=said != "cut",
        created=NOW if said == "whole" else None,
        created_precision=Precision.SECOND if said == "whole" else None,
    )
    return Reading(finding=A.AVAILABLE, line=line, postings=(post,), lacking=said == "lacking")


def way(
    name: str,
    *,
    source: Source = Source.PLATFORM,
    archived: bool = False,
    credential: str | None = None,
    asks: bool = True,
) -> steps.Way:
    return steps.Way(
        route=Route(name=name, text=Extent.FULL, time=None, source=source, credential=credential),
        request=lambda ref: FetchRequest(url=f"{ref.url}/{name}") if asks else None,
        read=read,
        archived=archived,
    )


def run(
    ways: Iterable[steps.Way],
    answers: Answers,
    answer: Callable[..., Exchange],
    ref: PostRef = REF,
    hosts: tuple[str, ...] = (),
) -> tuple[Outcome, list[FetchRequest]]:
    plan = steps.run(tuple(ways), ref, match, hosts)
    asked: list[FetchRequest] = []
    try:
        request = next(plan)
        while True:
            asked.append(request)
            found = answers.get((request.route, request.source))
            made = found or answer("error", status=404, url=request.url)
            request = plan.send(replace(made, request=request))
    except StopIteration as stop:
        return stop.value, asked


def routes(asked: Iterable[FetchRequest]) -> list[str]:
    return [f"{request.route}@{request.source}" for request in asked]


@pytest.fixture
def given(answer: Callable[..., Exchange]) -> Callable[..., Answers]:
    def made(**bodies: str) -> Answers:
        return {(name, Source.PLATFORM): answer(body) for name, body in bodies.items()}

    return made


@pytest.mark.parametrize(
    ("bodies", "asked", "availability"),
    [
        pytest.param({"a": "whole words"}, ["a"], A.AVAILABLE, id="the-first-has-it"),
        pytest.param({"a": "cut words", "b": "whole w"}, ["a", "b"], A.AVAILABLE, id="first-cut"),
        pytest.param({"a": "lacking w", "b": "whole w"}, ["a", "b"], A.AVAILABLE, id="lacking"),
        pytest.param(
            {"a": "not_found", "b": "not_found"}, ["a", "b"], A.NOT_FOUND, id="two-signals"
        ),
        pytest.param({"a": "not_found", "b": "error"}, ["a", "b"], A.ERROR, id="one-signal"),
        pytest.param(
            {"a": "not_found", "b": "blocked_for_us"}, ["a", "b"], A.BLOCKED_FOR_US, id="blocked"
        ),
        pytest.param(
            {"a": "not_found", "b": "protected"}, ["a", "b"], A.PROTECTED, id="a-statement-wins"
        ),
        pytest.param(
            {"a": "withheld", "b": "account_gone"}, ["a", "b"], A.ACCOUNT_GONE, id="the-gravest"
        ),
        pytest.param({"a": "odd", "b": "error"}, ["a", "b"], A.ERROR, id="an-unknown-shape"),
        pytest.param({"a": "odd", "b": "whole w"}, ["a", "b"], A.AVAILABLE, id="odd-then-whole"),
    ],
)
def test_the_ways_of_the_platform(
    bodies: dict[str, str],
    asked: list[str],
    availability: Availability,
    given: Callable[..., Answers],
    answer: Callable[..., Exchange],
) -> None:
    outcome, requests = run((way("a"), way("b")), given(**bodies), answer)
    assert [request.route for request in requests] == asked
    assert outcome.availability is availability
    for body, name in zip(bodies.values(), asked, strict=False):
        assert f"{name}: " in outcome.reason, body


def test_archives_then_third_parties_are_asked_where_the_platform_has_not_the_whole(
    given: Callable[..., Answers], answer: Callable[..., Exchange]
) -> None:
    ways = (way("a", archived=True), way("b"), way("c", source=Source.THIRD_PARTY))
    outcome, asked = run(ways, given(a="not_found", b="not_found"), answer)
    assert routes(asked) == ["a@platform", "b@platform", "a@archive", "c@third_party"]
    assert outcome.availability is A.NOT_FOUND
    assert "memento: no archive has one" in outcome.reason


def test_an_archive_decides_nothing_and_ends_the_asking(
    given: Callable[..., Answers], answer: Callable[..., Exchange]
) -> None:
    answers = given(a="not_found", b="not_found")
    answers["a", Source.ARCHIVE] = answer("whole words", memento_datetime=NOW)
    ways = (way("a", archived=True), way("b"), way("c", source=Source.THIRD_PARTY))
    outcome, asked = run(ways, answers, answer)
    assert routes(asked) == ["a@platform", "b@platform", "a@archive"]
    assert outcome.availability is A.NOT_FOUND
    assert "memento of 2026-11-24: a: whole" in outcome.reason


def test_what_is_not_to_be_asked_leaves_no_trace(
    given: Callable[..., Answers], answer: Callable[..., Exchange]
) -> None:
    answers = given(a="not_found", b="not_found")
    answers["t", Source.PLATFORM] = answer(status=0, error="not asked: no token: set X")
    outcome, asked = run((way("a"), way("t", credential="x"), way("b")), answers, answer)
    assert [request.credential for request in asked] == [None, "x", None]
    assert outcome == Outcome(availability=A.NOT_FOUND, reason="a: not_found; b: not_found")


def test_a_way_that_has_nothing_to_ask_is_left_out(
    given: Callable[..., Answers], answer: Callable[..., Exchange]
) -> None:
    outcome, asked = run((way("a", asks=False), way("b")), given(b="whole words"), answer)
    assert routes(asked) == ["b@platform"]
    assert outcome.availability is A.AVAILABLE


def test_a_provisional_reference_can_not_be_asked_for(answer: Callable[..., Exchange]) -> None:
    outcome, asked = run(
        (way("a"),), {}, answer, PostRef(platform="notes", id="?jane/2026-01-02/1")
    )
    assert asked == []
    assert outcome.availability is A.ERROR


ALIAS = PostRef(platform="notes", id="~short", url="https://notes.example/short")


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        pytest.param({"target_uri": "https://notes.example/7"}, "7", id="redirected"),
        pytest.param(
            {"status": 302, "headers": (("Location", "https://notes.example/7"),)},
            "7",
            id="a-redirect-that-was-not-followed",
        ),
        pytest.param(
            {"target_uri": "https://notes.example/login?next=https%3A%2F%2Fnotes.example%2F7"},
            "7",
            id="a-login-page-names-it",
        ),
        pytest.param(
            {"body": '<link rel="canonical" href="https://notes.example/7">'}, "7", id="canonical"
        ),
        pytest.param(
            {"body": '<meta property="og:url" content="https://notes.example/7">'}, "7", id="og-url"
        ),
        pytest.param(
            {"target_uri": "https://consent.notes.example/m?continue=https://notes.example/7"},
            "7",
            id="a-consent-page-names-it",
        ),
        pytest.param(
            {"target_uri": "https://news.example/login?next=https://notes.example/7"},
            None,
            id="another-site's-login-page-names-it",
        ),
        pytest.param(
            {"target_uri": "https://notes.example/about?url=https://notes.example/7"},
            None,
            id="a-page-that-is-no-login-names-it",
        ),
        pytest.param(
            {
                "target_uri": "https://news.example/story",
                "body": '<link rel="canonical" href="https://notes.example/7">',
            },
            None,
            id="another-site-calls-itself-so",
        ),
        pytest.param(
            {
                "target_uri": "https://notes.example.evil.example/story",
                "body": '<meta property="og:url" content="https://notes.example/7">',
            },
            None,
            id="a-look-alike-calls-itself-so",
        ),
        pytest.param({"target_uri": "https://notes.example/other"}, None, id="to-another-alias"),
        pytest.param({"target_uri": "https://elsewhere.example/7"}, None, id="to-another-site"),
        pytest.param({"status": 404}, None, id="gone"),
        pytest.param({"status": 0, "error": "timeout"}, None, id="no-answer"),
    ],
)
def test_an_alias_is_followed_to_its_post(
    facts: dict[str, object], found: str | None, answer: Callable[..., Exchange]
) -> None:
    made = answer(**{"body": b"", "url": ALIAS.url, **facts})
    answers = {("alias", Source.PLATFORM): made, ("a", Source.PLATFORM): answer("whole words")}
    outcome, asked = run((way("a"),), answers, answer, ALIAS, ("notes.example",))
    if found is None:
        assert routes(asked) == ["alias@platform"]
        assert outcome.ref is None
        assert outcome.availability is not A.NOT_FOUND
        return
    assert outcome.ref == PostRef(platform="notes", id=found)
    assert asked[1].url == f"https://notes.example/{found}/a"
    assert outcome.reason.startswith("alias: https://notes.example/short leads to ")


# -- letters that could not be decoded --------------------------------------------------


def test_words_with_lost_letters_are_not_the_text_in_full(
    given: Callable[..., Answers], answer: Callable[..., Exchange]
) -> None:
    lost = "some letters of the answer could not be decoded"
    outcome, asked = run((way("a"), way("b")), given(a="whole caf\ufffd", b="whole café"), answer)
    assert routes(asked) == ["a@platform", "b@platform"]
    assert outcome.reason == f"a: whole, {lost}; b: whole"
    exchanges = [answer(body, route=name) for name, body in (("a", "whole caf\ufffd"),)]
    (post,) = steps.parse((way("a"), way("b")), capture(*exchanges))
    assert (post.text, post.complete, post.incomplete_reason) == ("caf\ufffd", False, lost)


@pytest.mark.parametrize(
    ("facts", "name", "handle", "complete"),
    [
        pytest.param({"author_name": "Zo\ufffd"}, None, "zoe", False, id="name"),
        pytest.param({"handle": "zo\ufffd"}, "Zoë", None, False, id="handle"),
        pytest.param({"text": "\ufffd"}, "Zoë", "zoe", False, id="text"),
        pytest.param({}, "Zoë", "zoe", True, id="none"),
    ],
)
def test_a_name_with_lost_letters_is_none(
    facts: dict[str, str], name: str | None, handle: str | None, complete: bool
) -> None:
    said: dict[str, Any] = {"text": "words", "author_name": "Zoë", "handle": "zoe", **facts}
    post = SocialMediaPosting(ref=REF, witness=Witness.PLATFORM, parser="notes.a/1", **said)
    reading = Reading(finding=A.AVAILABLE, line="a: 200, text in full", postings=(post,))
    (found,) = readings.undecoded(reading).postings
    assert (found.author_name, found.handle, found.complete) == (name, handle, complete)
    assert ("text in full" in readings.undecoded(reading).line) is complete


# -- parse ------------------------------------------------------------------------------


def capture(*exchanges: Exchange) -> Capture:
    return Capture(
        ref=REF, captured_at=NOW, availability=A.PROTECTED, reason="", exchanges=exchanges
    )


def test_the_best_witness_comes_first(answer: Callable[..., Exchange]) -> None:
    ways = (way("a", archived=True), way("b"), way("c", source=Source.THIRD_PARTY))
    found = steps.parse(
        ways,
        capture(
            answer("whole third", route="c", source=Source.THIRD_PARTY),
            answer("whole old", route="a", source=Source.ARCHIVE, memento_datetime=NOW),
            answer("cut first", route="a"),
            answer("lacking second", route="b"),
            answer("whole again", route="b"),
        ),
    )
    assert [post.text for post in found] == ["again", "second", "first", "old", "third"]
    witnesses = [post.witness for post in found]
    assert witnesses == [Witness.PLATFORM] * 3 + [Witness.ARCHIVE, Witness.THIRD_PARTY]
    assert {post.availability for post in found} == {A.PROTECTED}


def test_redirects_on_the_way_are_not_read(answer: Callable[..., Exchange]) -> None:
    hop = answer("odd", route="a", status=302)
    assert [
        p.text for p in steps.parse((way("a"),), capture(hop, answer("whole w", route="a")))
    ] == ["w"]


def test_an_unknown_shape_is_an_error_where_nothing_else_was_read(
    answer: Callable[..., Exchange],
) -> None:
    odd = answer("odd", route="a")
    with pytest.raises(ParseError, match="an odd shape"):
        steps.parse((way("a"), way("b")), capture(odd, answer("error", route="b")))
    assert steps.parse((way("a"), way("b")), capture(odd, answer("whole w", route="b")))

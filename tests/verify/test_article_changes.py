"""What changed in an article and in its verdicts, and what a page that came instead proves.

All articles and people are made up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import (
    Article,
    ArticleReport,
    Availability,
    Channel,
    Embed,
    Materiality,
    PostRef,
    Quotation,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    TextPositionSelector,
    TextQuoteSelector,
    Verdict,
    Witness,
)
from archiver.model.history import ArticleSighting, Basis, Change, ChangeKind, Judgement
from archiver.verify.article_changes import article_changes, verdict_changes

BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
ADDRESS = "https://paper.example/story"
BODY = "The harbour office said on Monday that the ferry would sail again after two weeks of repair"
WORDS = "we sail again on Monday at nine sharp"


def quotation(words: str, channel: Channel = Channel.POSTED) -> Quotation:
    return Quotation(
        quote=TextQuoteSelector(exact=words),
        position=TextPositionSelector(start=0, end=len(words)),
        kind=QuotationKind.MARKS,
        channel=channel,
    )


def article(text: str = BODY, **parts: Any) -> Article:
    made = {"sha256": "0" * 64, "reader": "html/1", "title": "The ferry sails"}
    return Article(text=text, **{**made, **parts})


def seen(read: Article | None = None, *, found: str = "available", **parts: Any) -> ArticleSighting:
    made: dict[str, Any] = {"origin": ADDRESS, "address": ADDRESS}
    return ArticleSighting(
        record=0,
        time=BEGIN,
        availability=Availability(found),
        reason="why",
        article=read,
        **{**made, **parts},
    )


def changes(*sightings: ArticleSighting) -> tuple[Change, ...]:
    return article_changes(
        replace(one, record=number, time=BEGIN + timedelta(days=number))
        for number, one in enumerate(sightings, 1)
    )


def told(found: tuple[Change, ...]) -> list[tuple[str, str | None, str | None]]:
    return [
        (
            str(one.kind),
            one.before.value if one.before else None,
            one.after.value if one.after else None,
        )
        for one in found
    ]


def quoting(*words: str) -> Article:
    return article(quotations=tuple(map(quotation, words)))


CLOSE = "we sail again on Friday at nine sharp"
FAR = "nobody asked the harbour master about it"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(article(), article(), [], id="the-same"),
        pytest.param(
            article(), article(BODY.replace("two ", "two\n")), [], id="white-space-alone"
        ),
        pytest.param(
            article(), article(title="Ferry sails"),
            [("title_changed", "The ferry sails", "Ferry sails")], id="title",
        ),
        pytest.param(article(), article(title=None), [], id="no-title-read"),
        pytest.param(
            article(), article(BODY.replace("two", "six")),
            [("article_text_changed", BODY, BODY.replace("two", "six"))], id="text",
        ),
        pytest.param(quoting(WORDS), quoting(f"{WORDS} "), [], id="same-quotation"),
        pytest.param(
            quoting(WORDS), quoting(CLOSE), [("quotation_changed", WORDS, CLOSE)], id="corrected"
        ),
        pytest.param(
            quoting(WORDS), quoting(FAR),
            [("quotation_removed", WORDS, ""), ("quotation_added", "", FAR)], id="another-one",
        ),
        pytest.param(
            quoting(WORDS, WORDS), quoting(WORDS),
            [("quotation_removed", WORDS, "")], id="one-of-two",
        ),
        pytest.param(
            article(quotations=(quotation("The Ferry Papers", Channel.TERM),)), article(), [],
            id="a-title-is-no-quotation",
        ),
        pytest.param(
            article(embeds=(Embed(ref=PostRef(platform="x", id="1"), marker="a"),)), article(),
            [("embed_removed", "x:1", "")], id="embed",
        ),
        pytest.param(
            article(), article("Subscribe to read on, it takes but a minute of your time today ok"),
            [("article_unlike", "The ferry sails", "The ferry sails")], id="a-barrier",
        ),
    ],
)  # fmt: skip
def test_between_two_readings(
    before: Article, after: Article, expected: list[tuple[str, str, str]]
) -> None:
    assert told(changes(seen(before), seen(after))) == expected


def test_after_a_barrier_the_article_is_held_against_what_it_was() -> None:
    wall = article("Subscribe to read on")
    back = article(BODY.replace("two", "six"))
    found = changes(seen(article()), seen(wall), seen(wall), seen(back))
    assert [str(one.kind) for one in found] == ["article_unlike", "article_text_changed"]
    assert found[1].before is not None
    assert found[1].before.record == "article_captures/1"


def test_whether_the_page_owns_up_to_a_change_is_said() -> None:
    day = date(2026, 3, 3)
    silent, open_ = (
        changes(seen(quoting(WORDS)), seen(replace(quoting(CLOSE), modified=when)))[0]
        for when in (None, day)
    )
    assert silent.after is not None
    assert open_.after is not None
    assert silent.after.evidence == "the page does not say when it was changed"
    assert open_.after.evidence == "the page says that it was last changed 2026-03-03"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("http://www.paper.example/story/", [], id="same-place"),
        pytest.param("https://paper.example/other", ["article_moved"], id="elsewhere"),
        pytest.param("https://paper.example/story?id=2", ["article_moved"], id="another-query"),
    ],
)
def test_where_it_leads(address: str, expected: list[str]) -> None:
    found = changes(seen(article()), seen(article(), address=address))
    assert [str(one.kind) for one in found] == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(["available", "not_found"], ["article_withdrawn"], id="withdrawn"),
        pytest.param(["not_found", "available"], ["article_returned"], id="returned"),
        pytest.param(["available", "blocked_for_us"], [], id="refused"),
        pytest.param(["available", "error", "available"], [], id="failed"),
        pytest.param(["error", "not_found"], [], id="never-seen"),
    ],
)
def test_standing(found: list[str], expected: list[str]) -> None:
    sightings = [seen(article() if one == "available" else None, found=one) for one in found]
    assert [str(one.kind) for one in changes(*sightings)] == expected


@pytest.mark.parametrize("origin", ["-", "other.html"])
def test_only_what_came_from_one_place_is_compared(origin: str) -> None:
    assert changes(seen(article(), origin=origin), seen(article("Other words"), origin="-")) == ()


@given(st.lists(st.sampled_from([article(), quoting(WORDS), quoting(CLOSE), None]), max_size=6))
def test_the_same_bytes_again_are_no_change(readings: list[Article | None]) -> None:
    sightings = [seen(one, found="error" if one is None else "available") for one in readings]
    again = [*sightings, *sightings[-1:]]
    assert told(changes(*again)) == told(changes(*sightings))


def test_an_imported_reading_is_the_word_of_its_file() -> None:
    (change,) = changes(seen(article(), imported=True), seen(article(title="Ferry sails")))
    assert change.before is not None
    assert change.after is not None
    assert (change.before.source, change.after.source) == ("import", "article")


LONG = " ".join(f"Sentence {n} tells what was heard in the harbour." for n in range(40))
HALF = LONG[: len(LONG) * 6 // 10]
NOTICE = "Subscribe to read on."
LATE = "nobody had told the crew"
JAPANESE = "港の事務所は月曜日に、二週間の修理のあとで渡し船がまた出ると述べた。"
SAID = "私たちは月曜日の九時にまた船を出す"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            article(LONG, quotations=(quotation(LATE),)), article(f"{HALF} {NOTICE}"),
            ["article_unlike"], id="half-and-a-notice",
        ),
        pytest.param(
            article(LONG, quotations=(quotation(LATE),)), article(HALF), ["article_unlike"],
            id="half-and-nothing-more",
        ),
        pytest.param(
            article(f"{LONG} Last words."), article(LONG), ["article_text_changed"],
            id="the-last-words-taken-out",
        ),
        pytest.param(
            article(LONG), article(LONG.replace("harbour", "port")), ["article_text_changed"],
            id="words-changed-all-over",
        ),
        pytest.param(
            article(LONG), article(LONG.replace(". Sentence 20", ", they say. Sentence 20")),
            ["article_text_changed"], id="words-changed-once",
        ),
        pytest.param(
            article(LONG), article(f"News first. {LONG}"), ["article_text_changed"], id="live-blog"
        ),
        pytest.param(
            quoting("we don’t sail – not now …"), quoting("we don't sail - not now ..."), [],
            id="other-signs-for-the-same",
        ),
        pytest.param(
            article(title="“Ferry” sails"), article(title='"Ferry" sails'), [],
            id="title-set-in-another-way",
        ),
        pytest.param(
            article(JAPANESE, quotations=(quotation(SAID),)),
            article(
                JAPANESE.replace("二", "六"), quotations=(quotation(SAID.replace("月", "金")),)
            ),
            ["article_text_changed", "quotation_changed"], id="without-spaces-between-words",
        ),
        pytest.param(
            article(JAPANESE), article("続きを読むには購読してください。"), ["article_unlike"],
            id="a-barrier-without-spaces",
        ),
    ],
)  # fmt: skip
def test_what_is_held_against_each_other(
    before: Article, after: Article, expected: list[str]
) -> None:
    assert [str(one.kind) for one in changes(seen(before), seen(after))] == expected


def test_why_a_page_can_not_be_held_against_the_article_is_said() -> None:
    wall, half = seen(article(NOTICE)), seen(article(f"{HALF} {NOTICE}"))
    found = changes(seen(article(LONG)), wall, wall, half, half)
    assert [str(one.kind) for one in found] == ["article_unlike", "article_unlike"]
    assert [one.after and one.after.evidence for one in found] == [
        "it has few of the words that came before",
        "it has the beginning of what came before, and not the rest",
    ]


def test_an_address_that_leads_to_a_barrier_is_told_once() -> None:
    consent = seen(article(NOTICE), address="https://consent.example/?to=1")
    found = changes(seen(article()), consent, consent, consent, seen(article()), consent)
    assert [str(one.kind) for one in found] == [
        "article_moved", "article_unlike", "article_moved", "article_unlike",
    ]  # fmt: skip


def test_a_file_of_the_users_is_no_answer_of_the_address() -> None:
    file = seen(quoting(FAR), asked=False)
    assert told(changes(file, seen(found="not_found"), file)) == []
    assert told(changes(seen(quoting(WORDS)), file, seen(quoting(WORDS)))) == []
    assert [str(one.kind) for one in changes(file, seen(), replace(file, article=article()))] == [
        "quotation_removed"
    ]


def test_a_clock_that_was_set_back_turns_no_article_round() -> None:
    present, gone = seen(article()), seen(found="not_found")
    (change,) = article_changes(
        [
            replace(gone, record=2, time=BEGIN),
            replace(present, record=1, time=BEGIN + timedelta(days=9)),
        ]
    )
    assert change.kind is ChangeKind.ARTICLE_WITHDRAWN


# -- verdicts ---------------------------------------------------------------------------

POSTING = SocialMediaPosting(
    ref=PostRef(platform="x", id="1"),
    witness=Witness.PLATFORM,
    parser="x.syndication/1",
    text=WORDS,
)


def judged(number: int, verdict: str, materiality: str | None = None, **parts: Any) -> Judgement:
    settled: dict[str, Any] = {
        "article": quoting(WORDS),
        "postings": (POSTING,),
        "versions": (POSTING,),
        "rules": "rules/2",
    }
    review = QuotationReview(
        quotation=quotation(WORDS),
        verdict=Verdict(verdict),
        materiality=None if materiality is None else Materiality(materiality),
        posting=POSTING,
        reasons=("So it is.",),
    )
    return Judgement(
        id=number,
        checked_at=BEGIN + timedelta(days=number),
        origin=ADDRESS,
        program="archiver 1",
        article_capture=1,
        report=ArticleReport(quotations=(review,), **{**settled, **parts}),
    )


EDITED = replace(POSTING, text=CLOSE)
GONE = replace(POSTING, availability=Availability.NOT_FOUND)
BLOCKED = replace(POSTING, availability=Availability.BLOCKED_FOR_US)


@pytest.mark.parametrize(
    ("parts", "basis"),
    [
        pytest.param({"versions": (POSTING, EDITED)}, Basis.EVIDENCE, id="new-words"),
        pytest.param({"versions": (GONE,)}, Basis.EVIDENCE, id="gone"),
        pytest.param({"rules": "rules/3"}, Basis.RULES, id="rules"),
        pytest.param(
            {"article": replace(quoting(WORDS), reader="html/2")}, Basis.RULES, id="reader"
        ),
        pytest.param(
            {"article": replace(quoting(WORDS), sha256="1" * 64)}, Basis.ARTICLE, id="bytes"
        ),
        pytest.param(
            {"versions": (EDITED,), "rules": "rules/3"}, Basis.UNTOLD, id="rules-and-evidence"
        ),
        pytest.param(
            {"versions": (replace(EDITED, parser="x.syndication/2"),)}, Basis.UNTOLD, id="parser"
        ),
        pytest.param({}, Basis.UNTOLD, id="nothing-that-is-known"),
    ],
)
def test_why_a_verdict_differs(parts: dict[str, Any], basis: Basis) -> None:
    (change,) = verdict_changes((judged(1, "altered", "wording"), judged(2, "exact", **parts)))
    assert told((change,)) == [("verdict_changed", "altered/wording", "exact")]
    assert (change.basis, change.quotation) == (basis, WORDS)
    assert change.before is not None
    assert (change.before.record, change.before.by) == ("checks/1", "rules/2")


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(judged(2, "exact", versions=(EDITED,)), id="same-verdict"),
        pytest.param(judged(2, "altered", style="ap"), id="another-style"),
    ],
)
def test_no_verdict_changed(second: Judgement) -> None:
    assert verdict_changes((judged(1, "exact"), second)) == ()


def test_materiality_counts() -> None:
    (change,) = verdict_changes((judged(1, "altered", "minor"), judged(2, "altered", "meaning")))
    assert change.kind is ChangeKind.VERDICT_CHANGED


def test_a_blocked_visit_is_no_evidence() -> None:
    (change,) = verdict_changes(
        (judged(1, "exact", versions=(BLOCKED,)), judged(2, "altered", versions=(BLOCKED,)))
    )
    assert change.basis is Basis.UNTOLD


def test_a_visit_that_failed_instead_of_being_blocked_is_no_evidence() -> None:
    failed = replace(POSTING, availability=Availability.ERROR)
    (change,) = verdict_changes(
        (judged(1, "exact", versions=(BLOCKED,)), judged(2, "altered", versions=(failed,)))
    )
    assert change.basis is Basis.UNTOLD


def test_a_clock_that_was_set_back_turns_no_verdict_round() -> None:
    first = replace(judged(1, "altered"), checked_at=BEGIN + timedelta(days=9))
    (change,) = verdict_changes((judged(2, "exact"), first))
    assert told((change,)) == [("verdict_changed", "altered", "exact")]


def test_of_the_same_words_in_two_places_which_went_is_not_guessed() -> None:
    """An article has one quotation twice, exact and not to be verified; the first is taken out."""
    first, second = judged(1, "exact"), judged(2, "unverifiable")
    both = replace(
        first,
        report=replace(
            first.report, quotations=(*first.report.quotations, *second.report.quotations)
        ),
    )
    assert verdict_changes((both, second)) == ()
    assert len(verdict_changes((both, replace(both, id=3), second))) == 0

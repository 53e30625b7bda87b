from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest

from archiver.hookspecs import Platform
from archiver.model import (
    ArticleReport,
    Availability,
    Claimant,
    Coverage,
    Edit,
    EditKind,
    FindingKind,
    Materiality,
    Poll,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
    Verdict,
    Witness,
)
from archiver.plugins import build_manager, platforms
from archiver.report import sentences, words

UNCHECKED = "The words could not be checked."


@pytest.mark.parametrize(
    ("members", "table"),
    [
        pytest.param(Verdict, words.VERDICTS, id="verdicts"),
        pytest.param(EditKind, words.EDITS, id="edits"),
        pytest.param(FindingKind, words.FINDINGS, id="findings"),
        pytest.param(Witness, words.WITNESSES, id="witnesses"),
        pytest.param(Availability, words.AVAILABILITIES, id="availabilities"),
        pytest.param(Materiality, words.MATERIALITIES, id="materialities"),
        pytest.param(Coverage, words.COVERAGES, id="coverages"),
    ],
)
def test_every_member_has_its_own_words(members: type[Enum], table: Mapping[Any, Any]) -> None:
    assert set(table) == set(members)
    labels = [each if isinstance(each, str) else each.label for each in table.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    meanings = [each.meaning for each in table.values() if not isinstance(each, str)]
    assert all(meaning.endswith(".") for meaning in meanings)


def test_blocked_is_never_said_to_be_deleted() -> None:
    for availability in (Availability.BLOCKED_FOR_US, Availability.ERROR):
        meaning = words.AVAILABILITIES[availability].meaning
        assert "says nothing about the post" in meaning
        assert "deleted" not in meaning


def _edit(kind: EditKind, ours: str, theirs: str) -> Edit:
    return Edit(
        kind=kind,
        quotation=ours,
        original=theirs,
        at=(0, len(ours)),
        original_at=(0, len(theirs)),
    )


@pytest.mark.parametrize(
    ("edit", "sentence", "brief"),
    [
        pytest.param(
            _edit(EditKind.NUMBER_CHANGED, "two", "one"),
            "The article has “two”; the post has “one”.",
            "“two” for “one”: number_changed",
            id="changed",
        ),
        pytest.param(
            _edit(EditKind.NEGATION_CHANGED, "", "not "),
            "The post has “not”; the article leaves it out.",
            "“not” left out: negation_changed",
            id="dropped",
        ),
        pytest.param(
            _edit(EditKind.EDGE_PUNCTUATION, ".", ""),
            "The article adds “.” (full stop), which the post does not have.",
            "“.” (full stop) added: edge_punctuation",
            id="added",
        ),
        pytest.param(
            _edit(EditKind.ELLIPSIS, "...", "but not now"),
            "The article’s “...” stands for “but not now”.",
            "“...” for “but not now”: ellipsis",
            id="ellipsis",
        ),
        pytest.param(
            _edit(EditKind.UNICODE_FORM, "é", "e\u0301"),
            "The article has U+00E9; the post has U+0065 U+0301.",
            "U+00E9 for U+0065 U+0301: unicode_form",
            id="lookalikes",
        ),
        pytest.param(
            _edit(EditKind.WHITESPACE, " ", "\xa0"),
            "The article has space; the post has no-break space.",
            "space for no-break space: whitespace",
            id="white space",
        ),
    ],
)
def test_edits_in_words(edit: Edit, sentence: str, brief: str) -> None:
    assert sentences.edit_in_words(edit) == sentence
    assert sentences.edit_in_brief(edit) == brief


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        (0, "The post has “not”; the article leaves it out. And 1 more difference."),
        (1, "The article has “midnight”; the post has “midnite”. And 1 more difference."),
        (
            2,
            f"The article shows each change of wording: {words.EDITS[EditKind.ELLIPSIS]}.",
        ),
        (3, "The post with these words is by Ingrid Vale (@ingridvale.example), not Bo Ferris."),
        (4, "The article gives the whole post, word for word."),
        (
            5,
            f"{words.AVAILABILITIES[Availability.BLOCKED_FOR_US].meaning} {UNCHECKED}",
        ),
        (6, "The article says that Bo Ferris posted this, and no captured post says it."),
        (
            7,
            f"{words.AVAILABILITIES[Availability.ACCOUNT_GONE].meaning} {UNCHECKED}",
        ),
        (8, words.VERDICTS[Verdict.OUT_OF_SCOPE].meaning),
    ],
)
def test_reviews_in_words(council: ArticleReport, index: int, sentence: str) -> None:
    assert sentences.review_in_words(council.quotations[index]) == sentence


def test_leads(council: ArticleReport, worked: ArticleReport, arabic: ArticleReport) -> None:
    assert sentences.lead_in_words(council.quotations) == (
        "Of 8 quotations of posts, 2 differ from the posts, 1 stands in a post of another account,"
        " 1 was found in no captured post, 2 could not be checked and 2 are faithful to the words"
        " of the posts."
    )
    assert sentences.lead_in_words(worked.quotations) == (
        "Both quotations of posts agree with the article’s own copies of the posts."
    )
    assert sentences.lead_in_words(arabic.quotations) == (
        "The one quotation of a post differs from the post."
    )
    assert sentences.lead_in_words(council.quotations[5:6]) == (
        "The one quotation of a post could not be checked."
    )
    assert sentences.lead_in_words(council.quotations[:2]) == (
        "Both quotations of posts differ from the posts."
    )
    assert sentences.lead_in_words(worked.quotations[:1]) == "No quotation of a post was found."


def test_tallies(council: ArticleReport, empty: ArticleReport) -> None:
    assert sentences.tally_in_words(council.quotations) == (
        "9 quotations: 1 exact, 1 marked, 2 altered, 1 misattributed, 1 not found,"
        " 2 could not be checked, 1 out of scope"
    )
    assert sentences.tally_in_words(council.quotations[:1]) == "1 quotation: 1 altered"
    assert sentences.tally_in_words(empty.quotations) == "0 quotations"


@pytest.mark.parametrize(
    ("moment", "precision", "said"),
    [
        (
            datetime(2018, 9, 5, tzinfo=UTC),
            Precision.DAY,
            "5 September 2018 (a day; the time is not known)",
        ),
        (
            datetime(2018, 9, 5, 22, 41, 12, tzinfo=UTC),
            Precision.SECOND,
            "5 September 2018, 22:41:12 UTC",
        ),
        (
            datetime(2018, 9, 5, 22, 41, 12, 345_000, tzinfo=UTC),
            Precision.MILLISECOND,
            "5 September 2018, 22:41:12.345 UTC",
        ),
        (
            datetime(2018, 9, 6, 1, 0, tzinfo=timezone(timedelta(hours=3))),
            None,
            "5 September 2018, 22:00:00 UTC",
        ),
    ],
)
def test_times_in_words(moment: datetime, precision: Precision | None, said: str) -> None:
    assert sentences.time_in_words(moment, precision) == said


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (None, "date not known"),
        (date(2018, 9, 6), "6 September 2018"),
        (datetime(2018, 9, 6, 7, 5), "6 September 2018, 07:05"),  # noqa: DTZ001  a local time
        (datetime(2018, 9, 6, 7, 5, tzinfo=UTC), "6 September 2018, 07:05:00 UTC"),
    ],
)
def test_dates_of_articles_in_words(published: date | datetime | None, said: str) -> None:
    assert sentences.published_in_words(published) == said


def test_a_cut_text_is_said_to_be_cut(arabic: ArticleReport) -> None:
    review = replace(
        arabic.quotations[0],
        verdict=Verdict.UNVERIFIABLE,
        posting=replace(arabic.postings[0], complete=False),
    )
    assert sentences.review_in_words(review) == (
        "Only a part of the post could be read, so the words could not be checked."
    )
    known = replace(review, verdict=Verdict.EXACT)
    assert sentences.review_in_words(known) == (
        "The words are the post’s, of which only a part is known."
    )


def test_what_could_not_be_checked_is_said_with_its_cause(arabic: ArticleReport) -> None:
    review = replace(
        arabic.quotations[0],
        verdict=Verdict.UNVERIFIABLE,
        posting=replace(arabic.postings[0], availability=Availability.NOT_FOUND),
        reasons=("the likeliest captured post differs, and is not shown to be the one", "more"),
    )
    for posting in (review.posting, None):
        assert sentences.review_in_words(replace(review, posting=posting)) == (
            "The likeliest captured post differs, and is not shown to be the one. "
            "This does not mean that the quotation is wrong."
        )
    bare = replace(review, reasons=())
    assert sentences.review_in_words(bare) == words.VERDICTS[Verdict.UNVERIFIABLE].meaning
    assert "in full" not in words.VERDICTS[Verdict.UNVERIFIABLE].meaning


def test_a_day_that_only_the_article_prints_is_shown_as_printed(arabic: ArticleReport) -> None:
    undated = replace(arabic.postings[0], created=None, created_precision=None)
    assert sentences.created_in_words(undated) == "date not known"
    assert sentences.created_in_words(undated, "3 March at 10:05") == (
        "as the article prints it: 3 March at 10:05 (time zone not known)"
    )


@pytest.mark.parametrize(
    ("witnesses", "availability", "label"),
    [
        pytest.param(["embed"], "available", "not visited", id="the-article's-copy-alone"),
        pytest.param(["embed", "platform"], "available", "available", id="visited"),
        pytest.param(["embed"], "not_found", "not found", id="visited-in-vain"),
        pytest.param(["archive"], "not_found", "not found", id="a-memento-of-a-post-that-is-gone"),
    ],
)
def test_a_copy_does_not_say_that_the_post_is_there(
    witnesses: list[str], availability: str, label: str
) -> None:
    versions = [
        SocialMediaPosting(
            ref=PostRef(platform="x", id="1"),
            witness=Witness(witness),
            parser="test/1",
            text="Words.",
            availability=Availability(availability),
        )
        for witness in witnesses
    ]
    assert sentences.standing(versions[0], versions).label == label


BUILT_IN = platforms(build_manager(load_entry_points=False))


@pytest.mark.parametrize("platform", [pytest.param(one, id=one.name) for one in BUILT_IN])
def test_a_report_calls_a_platform_as_it_calls_itself(platform: Platform) -> None:
    assert platform.label.startswith(sentences.platform_name(platform.name))


def test_the_time_in_an_id_is_shown_where_nobody_states_one() -> None:
    claim = TimeClaim(
        kind=TimeKind.CREATED,
        time=datetime(2020, 7, 11, 6, 25, 2, 176000, tzinfo=UTC),
        precision=Precision.MILLISECOND,
        claimant=Claimant.IDENTIFIER,
        field="id",
    )
    posting = SocialMediaPosting(
        ref=PostRef(platform="x", id="1"),
        witness=Witness.EMBED,
        parser="embed/1",
        text="",
        times=(claim,),
    )
    assert sentences.created_in_words(posting) == "by its id: 11 July 2020, 06:25:02.176 UTC"
    known = replace(posting, created=claim.time, created_precision=Precision.DAY)
    assert sentences.created_in_words(known).startswith("11 July 2020 (a day")


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        pytest.param({}, (), id="nothing"),
        pytest.param({"content_warning": "food"}, ("behind the warning “food”",), id="warning"),
        pytest.param({"poll": Poll(options=("a", "b"))}, ("with a poll: a / b",), id="poll"),
        pytest.param(
            {"edited": datetime(2020, 7, 11, 6, tzinfo=UTC), "was_edited": True},
            ("edited 11 July 2020, 06:00:00 UTC",),
            id="edited",
        ),
        pytest.param({"version_ids": ("1", "2")}, ("edited: 2 versions are known",), id="versions"),
        pytest.param(
            {"was_edited": True}, ("edited, at a time that is not known",), id="edited-some-time"
        ),
        pytest.param({"opt_outs": ("noindex",)}, ("its author asks: noindex",), id="wishes"),
    ],
)
def test_what_stands_beside_a_posts_words(facts: dict[str, Any], lines: tuple[str, ...]) -> None:
    posting = SocialMediaPosting(
        ref=PostRef(platform="x", id="1"),
        witness=Witness.PLATFORM,
        parser="x/1",
        text="words",
        **facts,
    )
    assert sentences.beside_in_words(posting) == lines


def test_a_first_reason_that_is_a_sentence_is_what_the_reader_gets(arabic: ArticleReport) -> None:
    told = replace(arabic.quotations[0], reasons=("The article has “a\u202eb”.", "more"))
    assert sentences.review_in_words(told) == "The article has “a⟨RLO⟩b”."
    assert sentences.other_reasons(told) == ("more",)
    older = replace(told, reasons=("judged against the platform's words", "more"))
    assert sentences.review_in_words(older) != older.reasons[0]
    assert sentences.other_reasons(older) == older.reasons

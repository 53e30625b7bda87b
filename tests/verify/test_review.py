"""Articles built by hand, one for every verdict and every finding.

The words of Kim Kardashian West and Ivanka Trump are their public posts of September 2018.
All else is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from archiver.hookspecs import TimeRules
from archiver.model import (
    Article,
    ArticleReport,
    Channel,
    Coverage,
    EditKind,
    FindingKind,
    ImageObject,
    Materiality,
    PostRef,
    Precision,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.verify.review import strongest
from tests.verify.stories import NO_TIMES, Story, judge, writer

NOON = datetime(2018, 9, 5, 12, 0, 0, tzinfo=UTC)
CLINICS = "We will not close 12 clinics in Leeds, unless the council votes for it. It is a promise!"
RULES = {"x": TimeRules(days_in_utc=True)}

AT_NOON: dict[str, Any] = {"created": NOON, "created_precision": Precision.SECOND}
post = writer(CLINICS, 10, author_name="Ada Lindqvist", handle="adalindqvist", **AT_NOON)
other = writer("", 20, author_name="Bo Ferris", handle="boferris", **AT_NOON)


def article(
    said: str | Sequence[str],
    *,
    channel: Channel = Channel.POSTED,
    named: str | None = "Lindqvist",
    shown: Sequence[SocialMediaPosting] = (),
    **facts: Any,
) -> Article:
    """An article that quotes these words and shows these posts right after them."""
    story = Story(named=named)
    for words in [said] if isinstance(said, str) else said:
        story.says("Mayor Lindqvist posted:", words, attribution=None, channel=channel)
    return story.shows(*shown).article(**{"published": date(2018, 9, 6), **facts})


def report(
    piece: Article, *versions: SocialMediaPosting, times: Mapping[str, datetime] = NO_TIMES
) -> ArticleReport:
    return judge(piece, *versions, id_times=times, time_rules=RULES)


def judged(piece: Article, *versions: SocialMediaPosting) -> QuotationReview:
    return report(piece, *versions).quotations[0]


# -- the verdict on one quotation ---------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "verdict", "matters", "coverage"),
    [
        pytest.param(CLINICS, "exact", None, "whole", id="whole"),
        pytest.param("12 clinics in Leeds", "exact", None, "fragment", id="fragment"),
        pytest.param("It is a promise.", "conventional", None, "fragment", id="conventional"),
        pytest.param("We will … close 12 clinics", "marked", None, "fragment", id="marked"),
        pytest.param(
            "we will not close 12 CLINICS in Leeds", "altered", "minor", "fragment", id="minor"
        ),
        pytest.param(
            "We will not shut 12 clinics in Leeds", "altered", "wording", "fragment", id="wording"
        ),
        pytest.param(
            "We will close 12 clinics in Leeds", "altered", "meaning", "fragment", id="negation"
        ),
        pytest.param(
            "We will not close 120 clinics in Leeds", "altered", "meaning", "fragment", id="number"
        ),
        pytest.param("I never said any such thing at all", "not_found", None, None, id="not-found"),
    ],
)
def test_a_post_that_the_article_shows(
    said: str, verdict: str, matters: str | None, coverage: str | None
) -> None:
    found = judged(article(said, shown=[post()]), post())
    assert found.verdict == verdict
    assert found.materiality == matters
    assert found.coverage == coverage
    assert found.posting == post()


def test_a_fragment_shows_what_stands_beside_it() -> None:
    found = judged(article("close 12 clinics in Leeds"), post())
    assert "right before it the post says: We will not" in found.reasons
    assert any(
        r.startswith("right after it the post says: , unless the council") for r in found.reasons
    )


def test_links_and_reply_mentions_left_out_leave_it_whole() -> None:
    text = f"@leeds @york {CLINICS} https://t.co/abc pic.twitter.com/xyz"
    assert judged(article(CLINICS), post(text)).coverage is Coverage.WHOLE
    assert judged(article(CLINICS), post(f"{CLINICS} #Leeds")).coverage is Coverage.FRAGMENT


@pytest.mark.parametrize(
    ("channel", "said", "verdict"),
    [
        pytest.param(Channel.SPOKEN, CLINICS, "out_of_scope", id="spoken-beside-an-embed"),
        pytest.param(Channel.SPOKEN, "I never said that", "out_of_scope", id="spoken-elsewhere"),
        pytest.param(Channel.TERM, "a promise", "out_of_scope", id="title-or-term"),
        pytest.param(Channel.NONE, "12 clinics", "out_of_scope", id="scare-quotes"),
        pytest.param(Channel.NONE, "I never said that", "out_of_scope", id="nobody's"),
        pytest.param(Channel.NONE, "12 clinics in Leeds", "exact", id="a-post's-own-words"),
        pytest.param(Channel.NEUTRAL, "12 clinics in", "exact", id="said-and-posted"),
        pytest.param(Channel.NEUTRAL, "I never said that", "out_of_scope", id="said"),
        pytest.param(
            Channel.NEUTRAL,
            "We will close 12 clinics in Leeds",
            "unverifiable",
            id="said-otherwise",
        ),
        pytest.param(
            Channel.NEUTRAL, "We may shut some clinics soon", "out_of_scope", id="like-it"
        ),
    ],
)
def test_channels(channel: Channel, said: str, verdict: str) -> None:
    piece = article(said, channel=channel, shown=[post()])
    assert judged(piece, post()).verdict == verdict


def test_spoken_words_that_a_post_has_too_are_told() -> None:
    found = judged(article(CLINICS, channel=Channel.SPOKEN, shown=[post()]), post())
    assert found.posting is None
    assert "the captured post x:10 by Ada Lindqvist has these words too" in found.reasons


# -- whose words --------------------------------------------------------------------------

FERRIS = "Nobody asked the people who live by the river."


def test_words_of_somebody_else_are_misattributed() -> None:
    found = judged(article(FERRIS), post(), other(FERRIS))
    assert found.verdict is Verdict.MISATTRIBUTED
    assert found.posting == other(FERRIS)
    assert found.reasons[0] == (
        "The captured post with these words is by Bo Ferris (@boferris); the article says that the "
        "words are Lindqvist's."
    )


@pytest.mark.parametrize(
    ("named", "text", "verdict"),
    [
        pytest.param("Ferris", FERRIS, "exact", id="right"),
        pytest.param("@boferris", FERRIS, "exact", id="right-handle"),
        pytest.param("@adalindqvist", FERRIS, "misattributed", id="wrong-handle"),
        pytest.param(None, FERRIS, "exact", id="nobody-named"),
        pytest.param("Somebody Unknown", FERRIS, "exact", id="who-may-post-under-another-name"),
        pytest.param("Lindqvist", FERRIS.replace("Nobody", "Who"), "unverifiable", id="altered"),
    ],
)
def test_misattribution_needs_proof(named: str | None, text: str, verdict: str) -> None:
    assert judged(article(FERRIS, named=named), post(), other(text)).verdict == verdict


def test_a_copy_of_the_named_author_s_post_takes_nothing_from_it() -> None:
    copied = other(FERRIS)
    for mine in (FERRIS, FERRIS.replace(".", "!"), FERRIS.upper()):
        found = judged(article(FERRIS), copied, post(mine))
        assert found.posting is not None
        assert found.posting.author_name == "Ada Lindqvist"
        assert found.verdict is not Verdict.MISATTRIBUTED


def test_a_family_name_is_not_enough() -> None:
    bo = other(FERRIS)
    cy = post(CLINICS, author_name="Cyril Ferris", handle="cyril")
    wrong = judged(article(FERRIS, named="Cyril Ferris"), cy, bo)
    assert wrong.verdict is Verdict.MISATTRIBUTED
    for named in ("Councillor B. Ferris", "Mayor Ferris", "Ferris", "Bob Ferris"):
        assert judged(article(FERRIS, named=named), cy, bo).verdict is Verdict.EXACT


def test_the_post_is_found_among_many() -> None:
    crowd = [
        other(f"Post number {n} of this long day", ref=PostRef(platform="x", id=str(n)))
        for n in range(30, 60)
    ]
    found = judged(article("We will not close 12 clinics in Leeds"), *crowd, post())
    assert (found.verdict, found.posting) == (Verdict.EXACT, post())


# -- what can't be checked ----------------------------------------------------------------


def _reason(found: QuotationReview) -> str:
    return found.reasons[0]


def test_a_cut_post_proves_no_alteration() -> None:
    cut = post(CLINICS[:40] + "…", complete=False, incomplete_reason="ends in an ellipsis")
    past = judged(article("We will not close 12 clinics in York", shown=[cut]), cut)
    assert (past.verdict, past.materiality) == (Verdict.UNVERIFIABLE, None)
    assert _reason(past).startswith("Only a part of the post x:10 is known (ends in an ellipsis).")
    assert past.reasons[1] == "truncated: ends in an ellipsis"
    elsewhere = judged(article("It is a promise that I gave", shown=[cut]), cut)
    assert elsewhere.verdict is Verdict.UNVERIFIABLE
    assert judged(article("We will not close"), cut).verdict is Verdict.EXACT


@pytest.mark.parametrize(
    ("language", "verdict"),
    [
        pytest.param("sv", "unverifiable", id="another-language"),
        pytest.param("en-GB", "not_found", id="same-language"),
        pytest.param("und", "unverifiable", id="undetermined"),
        pytest.param(None, "unverifiable", id="unknown"),
    ],
)
def test_a_translation_proves_nothing(language: str | None, verdict: str) -> None:
    swedish = post("Vi stänger inte 12 kliniker i Leeds.", language=language)
    found = judged(article("We do not close any clinic", shown=[swedish]), swedish)
    assert found.verdict == verdict


def test_a_post_of_unknown_language_in_the_articles_own_can_be_held_against_it() -> None:
    plain = post("We are going to keep the clinics that we have.", language=None)
    found = judged(article("Nobody asked for my resignation", shown=[plain]), plain)
    assert found.verdict is Verdict.NOT_FOUND


def test_names_that_a_translation_keeps_prove_nothing() -> None:
    names = "Obama, Trump, Biden, Clinton"
    swedish = post(f"{names} kommer hit", language="sv")
    few = judged(article(f"{names} will come"), swedish)
    assert few.verdict is Verdict.UNVERIFIABLE
    assert _reason(few).startswith("The post x:10 is in another language than the quotation")
    assert few.reasons[1] == "translated: the post is in sv, the article in en"
    most = judged(article(f"{names} kommer nu"), swedish)
    assert most.verdict is Verdict.ALTERED


def test_numbers_of_a_translation_are_compared() -> None:
    swedish = post("Vi stänger inte 12 kliniker i Leeds.", language="sv")
    right = judged(article("We close none of our 12 clinics", shown=[swedish]), swedish)
    wrong = judged(article("We close none of our 20 clinics", shown=[swedish]), swedish)
    assert right.reasons[1:] == ("translated: the post is in sv, the article in en",)
    assert wrong.reasons[2:] == ("numbers that the post has not: 20; it has 12",)


def test_words_in_a_picture_were_not_read() -> None:
    picture = ImageObject(content_url="https://social.example/a.png")
    bare = post("My statement: pic.twitter.com/abc", images=(picture,))
    talking = post(f"{CLINICS} pic.twitter.com/abc", images=(picture,))
    said = "I resign as the mayor of this town"
    assert judged(article(said, shown=[bare]), bare).verdict is Verdict.UNVERIFIABLE
    assert judged(article(said, shown=[talking]), talking).verdict is Verdict.NOT_FOUND


def test_a_quotation_that_is_tied_to_no_post_is_not_accused() -> None:
    said = "I never said any such thing at all"
    assert judged(article(said)).verdict is Verdict.UNVERIFIABLE
    assert judged(article(said), post()).verdict is Verdict.UNVERIFIABLE
    theirs = other(FERRIS)
    assert judged(article(said, shown=[theirs]), theirs).verdict is Verdict.UNVERIFIABLE


def test_a_thread_that_is_quoted_as_one_is_not_called_invented() -> None:
    said = ("We open the gates at noon", "Bring your own cup of tea", "The band plays until ten")
    thread = [
        post(f"{words}!", ref=PostRef(platform="x", id=str(n))) for n, words in enumerate(said, 1)
    ]
    found = judged(article(". ".join(said), shown=thread[:1]), *thread)
    assert found.verdict is Verdict.UNVERIFIABLE
    assert _reason(found).startswith("Its words stand in several captured posts: x:1, x:2, x:3.")
    assert "settled by knowing whether the article quotes them as one thread" in _reason(found)
    more = judged(article(". ".join([*said, "And never pay"]), shown=thread[:1]), *thread)
    assert more.verdict is Verdict.NOT_FOUND


def test_only_the_post_right_after_the_words_is_tied_to_them() -> None:
    said = "I never said any such thing at all"
    piece = article([said, FERRIS], shown=[post()])
    first, second = report(piece, post()).quotations
    assert (first.verdict, second.verdict) == (Verdict.UNVERIFIABLE, Verdict.NOT_FOUND)


# -- versions -----------------------------------------------------------------------------

EDITED = CLINICS.replace("12", "14")


def test_the_version_that_it_matches_is_taken_and_named() -> None:
    embed = post(witness=Witness.EMBED)
    platform = post(EDITED)
    for said, witness in ((CLINICS, Witness.EMBED), (EDITED, Witness.PLATFORM)):
        found = report(article(said, shown=[post()]), embed, platform)
        assert found.quotations[0].verdict is Verdict.EXACT
        assert found.quotations[0].posting is not None
        assert found.quotations[0].posting.witness is witness
        assert any("it would be altered" in reason for reason in found.quotations[0].reasons)
        conflict = found.findings[0]
        assert conflict.kind is FindingKind.WITNESS_CONFLICT
        assert conflict.sides == {"embed": CLINICS, "platform": EDITED}


def test_of_equal_versions_the_platform_s_is_taken() -> None:
    found = report(article(CLINICS), post(witness=Witness.EMBED), post())
    assert found.quotations[0].posting == post()
    assert found.findings == ()
    assert found.postings == (post(),)


def test_the_strongest_is_whole_before_it_is_the_platform_s() -> None:
    cut = post(CLINICS[:30], complete=False, incomplete_reason="cut")
    embed = post(witness=Witness.EMBED)
    assert strongest((cut, embed, other(FERRIS))) == (embed, other(FERRIS))


@pytest.mark.parametrize(
    ("embed", "platform", "conflict"),
    [
        pytest.param(CLINICS, f"{CLINICS} https://t.co/abc", False, id="link"),
        pytest.param(CLINICS.replace("It is", "It’s"), CLINICS, True, id="contraction"),
        pytest.param(CLINICS, CLINICS.replace(" ", "\n"), False, id="line-breaks"),
        pytest.param("close all clinics", "We will not close all clinics", True, id="cut-in-front"),
        pytest.param("We will close", "We will close nothing", True, id="cut-behind"),
        pytest.param("We will… https://t.co/a", "We will close", False, id="shown-to-be-cut"),
        pytest.param("I agree", "@bob I agree", False, id="reply-mention"),
        pytest.param("Something else", CLINICS, True, id="forged"),
        pytest.param("", CLINICS, False, id="no-words-in-the-embed"),
    ],
)  # fmt: skip
def test_witness_conflict(embed: str, platform: str, *, conflict: bool) -> None:
    found = report(article("x"), post(embed, witness=Witness.EMBED), post(platform)).findings
    assert [f.kind for f in found] == [FindingKind.WITNESS_CONFLICT] * conflict


def test_a_damaged_copy_is_read_as_it_was_meant() -> None:
    glued = post(
        "Ada Lindqvist" + CLINICS,
        witness=Witness.EMBED,
        alternatives=(CLINICS,),
        repairs=("the author's name was glued to the text",),
    )
    found = report(article(CLINICS), glued, post())
    assert found.findings == ()
    alone = judged(article(CLINICS), glued)
    assert alone.verdict is Verdict.EXACT
    assert "damaged copy: the author's name was glued to the text" in alone.reasons


def test_lost_spaces_and_apostrophes_alter_nothing() -> None:
    text = "It started with Ms. Alice, and I couldn’t stop at just one"
    found = judged(article("It startedwith Ms. Alice, and I couldnt stop at justone"), post(text))
    assert found.verdict is Verdict.EXACT
    assert any(reason.startswith("damaged text") for reason in found.reasons)


# -- findings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param("We will … close 12 clinics", "“not”", id="negation"),
        pytest.param("We will not close 12 clinics … It is a promise", "“unless”", id="condition"),
        pytest.param("We will not close … clinics", "“12” (a number)", id="number"),
        pytest.param("We will not … 12 clinics", None, id="nothing-that-matters"),
        pytest.param("We will close 12 clinics", None, id="not-marked"),
    ],
)
def test_omission(said: str, words: str | None) -> None:
    found = report(article(said), post()).findings
    kinds = [f.kind for f in found]
    assert kinds == ([FindingKind.OMISSION] if words else [])
    if words:
        assert words in found[0].message
        assert found[0].quotation == 0
        assert found[0].posting == "x:10"


def test_spliced() -> None:
    text = "We won. It rains today. God bless you all"
    found = report(article("We won. God bless you all"), post(text))
    assert found.quotations[0].materiality is Materiality.MEANING
    assert [f.kind for f in found.findings] == [FindingKind.SPLICED]
    assert found.findings[0].sides["post"].strip() == "It rains today."


@pytest.mark.parametrize(
    ("shift", "precision", "conflict"),
    [
        pytest.param(timedelta(seconds=2), Precision.SECOND, False, id="two-seconds"),
        pytest.param(timedelta(seconds=3), Precision.SECOND, True, id="three-seconds"),
        pytest.param(timedelta(hours=-12), Precision.DAY, False, id="same-day"),
        pytest.param(timedelta(hours=12), Precision.DAY, True, id="next-day"),
    ],
)
def test_id_time_conflict(shift: timedelta, precision: Precision, *, conflict: bool) -> None:
    stated = post(created=NOON + shift, created_precision=precision)
    found = report(article(CLINICS), stated, times={"x:10": NOON}).findings
    assert [f.kind for f in found] == [FindingKind.ID_TIME_CONFLICT] * conflict
    if conflict:
        assert found[0].sides["id"] == NOON.isoformat()


@pytest.mark.parametrize(
    ("shift", "precision", "differs"),
    [
        pytest.param(timedelta(hours=-12), Precision.DAY, False, id="same-day"),
        pytest.param(timedelta(days=-1), Precision.DAY, True, id="day-before"),
        pytest.param(timedelta(seconds=1), Precision.SECOND, False, id="same-time"),
        pytest.param(timedelta(minutes=1), Precision.SECOND, True, id="a-minute"),
    ],
)
def test_date_mismatch(shift: timedelta, precision: Precision, *, differs: bool) -> None:
    embed = post(witness=Witness.EMBED, created=NOON + shift, created_precision=precision)
    found = report(article(CLINICS), embed, post()).findings
    assert [f.kind for f in found] == [FindingKind.DATE_MISMATCH] * differs
    if differs:
        assert set(found[0].sides) == {"embed", "platform"}


@pytest.mark.parametrize(
    ("published", "after"),
    [
        pytest.param(date(2018, 9, 5), False, id="same-day"),
        pytest.param(date(2018, 9, 4), False, id="another-time-zone"),
        pytest.param(date(2018, 9, 3), True, id="two-days"),
        pytest.param(datetime(2018, 9, 3, 23, 59, tzinfo=UTC), True, id="with-a-time"),
        pytest.param(None, False, id="unknown"),
    ],
)
def test_post_after_article(published: date | None, *, after: bool) -> None:
    found = report(article(CLINICS, published=published), post()).findings
    assert [f.kind for f in found] == [FindingKind.POST_AFTER_ARTICLE] * after


def test_handle_mismatch() -> None:
    of_article = report(article(CLINICS, named="@adalind"), post()).findings
    assert [f.kind for f in of_article] == [FindingKind.HANDLE_MISMATCH]
    assert of_article[0].sides == {"article": "@adalind", "platform": "@adalindqvist"}
    same = report(article(CLINICS, named="@AdaLindqvist"), post())
    assert same.findings == ()
    of_embed = report(
        article(CLINICS), post(witness=Witness.EMBED, handle="adalind"), post()
    ).findings
    assert [f.kind for f in of_embed] == [FindingKind.HANDLE_MISMATCH]


# -- the whole report ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param([CLINICS], 0, id="faithful"),
        pytest.param([CLINICS, "We will close 12 clinics in Leeds"], 1, id="altered"),
        pytest.param(["We will … close 12 clinics"], 0, id="marked"),
        pytest.param([CLINICS, "I never said any such thing at all"], 1, id="not-found"),
        pytest.param([], 0, id="no-quotation"),
    ],
)
def test_exit_code(said: list[str], code: int) -> None:
    assert report(article(said, shown=[post()]), post()).exit_code == code


def test_the_verdict_does_not_depend_on_the_article_around_it() -> None:
    said = "We will close 12 clinics in Leeds"
    alone = judged(article(said, shown=[post()]), post())
    many = article(["Never 99 zebras", said, "No"], shown=[post()])
    among = report(many, post(), other(FERRIS)).quotations[1]
    assert among.alignment == alone.alignment
    assert among.verdict is alone.verdict is Verdict.ALTERED


KIM = (
    "It started with Ms. Alice, but looking at her and seeing the faces and learning the"
    " stories of the men and women I’ve met inside prisons I knew I couldn’t stop at just one."
    " It’s time for REAL systemic change"
)
IVANKA = (
    "Great working session today at the White House on ways to improve the clemency process"
    " with policy leaders and criminal justice reform advocates."
)


def test_the_worked_example() -> None:
    kim = post(
        f"{KIM} pic.twitter.com/kdKr8s6lJW",
        witness=Witness.EMBED,
        author_name="Kim Kardashian West",
        handle="KimKardashian",
    )
    ivanka = other(
        f"{IVANKA} pic.twitter.com/2Ydoe16Dfo",
        witness=Witness.EMBED,
        author_name="Ivanka Trump",
        handle="IvankaTrump",
    )
    piece = article([f"{KIM}.", IVANKA, "Wrongful Conviction", "three strikes"])
    channels = (Channel.POSTED, Channel.POSTED, Channel.TERM, Channel.TERM)
    named = ("Kardashian West", "Ivanka Trump", None, None)
    quotations = tuple(
        replace(q, channel=channel, attributed_to=name)
        for q, channel, name in zip(piece.quotations, channels, named, strict=True)
    )
    found = report(replace(piece, quotations=quotations), kim, ivanka)
    assert [q.verdict for q in found.quotations] == [
        Verdict.CONVENTIONAL,
        Verdict.EXACT,
        Verdict.OUT_OF_SCOPE,
        Verdict.OUT_OF_SCOPE,
    ]
    first, second = found.quotations[:2]
    assert first.coverage is second.coverage is Coverage.WHOLE
    assert first.alignment is not None
    assert second.alignment is not None
    assert [(e.kind, e.quotation, e.original) for e in first.alignment.edits] == [
        (EditKind.EDGE_PUNCTUATION, ".", "")
    ]
    assert second.alignment.edits == ()
    assert found.findings == ()
    assert found.exit_code == 0


# -- which post is meant ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "named", "shown", "verdict"),
    [
        pytest.param(
            "We will close 12 schools in June",
            "Lindqvist",
            False,
            "unverifiable",
            id="much-differs",
        ),
        pytest.param(
            "We will close 12 schools in June", "Lindqvist", True, "altered", id="much-but-shown"
        ),
        pytest.param(
            "We will close 12 clinics in Leeds", "Lindqvist", False, "altered", id="surely-it"
        ),
        pytest.param(
            "We will close 12 clinics in Leeds", "Zhou", False, "unverifiable", id="of-another"
        ),
        pytest.param(
            "We will close 12 clinics in Leeds", "Zhou", True, "altered", id="of-another-but-shown"
        ),
    ],
)
def test_an_alteration_needs_the_post_that_is_meant(
    said: str, named: str, verdict: str, *, shown: bool
) -> None:
    original = post("We will NOT close 12 clinics in Leeds, unless the council votes to.")
    piece = article(said, named=named, shown=[original] if shown else [])
    assert judged(piece, original).verdict == verdict


@pytest.mark.parametrize(
    ("linked", "found"),
    [
        pytest.param("boferris", ["handle_mismatch"], id="another-account"),
        pytest.param("AdaLindqvist", [], id="the-same-in-capitals"),
        pytest.param(None, [], id="no-account-in-the-link"),
    ],
)
def test_an_embed_that_links_to_anothers_post(linked: str | None, found: list[str]) -> None:
    ref = PostRef(platform="x", id="10", handle=linked)
    embed = post(ref=ref, witness=Witness.EMBED)
    kinds = [finding.kind for finding in report(article(CLINICS), embed).findings]
    assert kinds == found


@pytest.mark.parametrize(
    ("other", "repairs", "found"),
    [
        pytest.param("We will close 12 clinics.", (), ["witness_conflict"], id="other-words"),
        pytest.param(CLINICS[:50], (), [], id="a-part-of-it"),
        pytest.param("We will close 12 clinics.", ("mended",), [], id="damaged-copy"),
    ],
)
def test_two_copies_of_one_post_in_an_article(
    other: str, repairs: tuple[str, ...], found: list[str]
) -> None:
    embed = post(witness=Witness.EMBED, alternatives=(other,), repairs=repairs)
    findings = report(article(CLINICS), embed).findings
    assert [finding.kind for finding in findings] == found
    assert all(set(finding.sides.values()) == {CLINICS, other} for finding in findings)


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        pytest.param(CLINICS, "tl", "not_found", id="wrongly-told"),
        pytest.param(CLINICS, "de", "not_found", id="wrongly-told-of-a-known-language"),
        pytest.param(
            "Vi stänger inte kliniken i Leeds, om inte rådet röstar för det.",
            "sv",
            "unverifiable",
            id="rightly-told",
        ),
        pytest.param("No clinic here", "es", "unverifiable", id="too-few-words-to-tell"),
    ],
)
def test_a_platform_can_be_wrong_about_the_language(text: str, language: str, verdict: str) -> None:
    told = post(text, language=language)
    found = judged(article("Nobody ever asked for my resignation", shown=[told]), told)
    assert found.verdict == verdict


def test_what_a_translation_turns_is_shown() -> None:
    german = post("Wir schließen die 12 Kliniken in Leeds nicht, sagt Maria Bell.", language="de")
    said = "We close the 20 clinics in York today, says Maria Bell"
    found = judged(article(said, shown=[german]), german)
    assert found.verdict is Verdict.UNVERIFIABLE
    assert found.reasons[2:] == (
        "numbers that the post has not: 20; it has 12",
        "names that the post has not: York",
        "the article's words have 0 negations, the post's 1 negation",
    )


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        pytest.param(
            "Wir schließen die Kliniken nicht, das verspreche ich allen Familien",
            "unverifiable",
            id="german",
        ),
        pytest.param("Мы не закроем больницы в этом городе", "unverifiable", id="russian"),
        pytest.param("市内の診療所は閉鎖しません、約束です", "unverifiable", id="japanese"),
        pytest.param(
            "We never said that we would close anything at all", "not_found", id="english"
        ),
        pytest.param("Clinics bridges tunnels schools roads", "not_found", id="no-small-words"),
    ],
)
def test_a_quotation_in_another_language_than_the_post(said: str, verdict: str) -> None:
    assert judged(article(said, shown=[post()]), post()).verdict == verdict


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param("Nobody in Leeds loses any of its 12 hospitals", True, id="names-and-numbers"),
        pytest.param("Nobody in Leeds loses any of its 20 hospitals", False, id="another-number"),
        pytest.param("Nobody in York loses any of its 12 hospitals", False, id="another-name"),
        pytest.param("Nobody here loses any of the hospitals", False, id="nothing-to-go-by"),
    ],
)
def test_a_paraphrase_in_quotation_marks_is_told_as_such(said: str, *, told: bool) -> None:
    found = judged(article(said, shown=[post()]), post())
    assert found.verdict is Verdict.NOT_FOUND
    assert any("told in other words" in reason for reason in found.reasons) is told


def test_a_headline_s_few_words_are_the_post_s_that_the_story_quotes() -> None:
    piece = article(["a promise", "It is a promise!"], shown=[post()])
    first, second = piece.quotations
    headline = replace(first, kind=QuotationKind.HEADLINE, channel=Channel.NONE, cue=None)
    for other, verdict in ((second, Verdict.EXACT), (headline, Verdict.OUT_OF_SCOPE)):
        made = report(replace(piece, quotations=(headline, other)), post())
        assert made.quotations[0].verdict is verdict


@pytest.mark.parametrize(
    ("attribution", "shown", "verdict"),
    [
        pytest.param("she added.", True, "unverifiable", id="nothing-but-who-and-that"),
        pytest.param("she added in parliament.", True, "out_of_scope", id="another-place"),
        pytest.param("she added.", False, "out_of_scope", id="not-shown-there"),
    ],
)
def test_a_turned_post_right_there_needs_no_word_for_posting(
    attribution: str, verdict: str, *, shown: bool
) -> None:
    short = post("We will not close Leeds.")
    piece = article("We will close Leeds", channel=Channel.NEUTRAL, shown=[short] if shown else [])
    quotation = replace(piece.quotations[0], attribution=attribution, cue="added")
    assert judged(replace(piece, quotations=(quotation,)), short).verdict == verdict

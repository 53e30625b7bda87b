"""Words of which an article doesn't say that they were posted, and posts that it tells apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.model import Channel, EditKind, QuotationKind, Verdict
from tests.verify.stories import Story, writer

TEXT = "The old weir will not be pulled down before the eels have left the river this year."
TURNED = TEXT.replace("not ", "")


NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)

post = writer(TEXT, author_name="Orla Venn", handle="orlavenn", created=NOON)
stranger = writer(TEXT, 2, author_name="Pim Skerry", handle="pskerry", created=NOON)


def venn() -> Story:
    return Story(named="Venn", cue="tweeted")


# -- the words of somebody else -----------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "verdict"),
    [
        pytest.param(Channel.POSTED, Verdict.MISATTRIBUTED, id="posted"),
        pytest.param(Channel.NEUTRAL, Verdict.OUT_OF_SCOPE, id="said"),
        pytest.param(Channel.SPOKEN, Verdict.OUT_OF_SCOPE, id="on-air"),
    ],
)
def test_only_who_is_said_to_post_another_s_words_is_accused(
    channel: Channel, verdict: Verdict
) -> None:
    hers = post("Good meeting tonight, and thank you all.")
    found = (
        venn().says("Venn:", TEXT, channel=channel).shows(stranger(), hers).judged(stranger(), hers)
    )
    assert found.verdict is verdict
    if verdict is Verdict.OUT_OF_SCOPE:
        assert "the captured post x:2 by Pim Skerry has these words too" in found.reasons


# -- nearly the words of a post -----------------------------------------------------------


@pytest.mark.parametrize("lead", ["Venn said:", "Venn says:", "Venn added:", "Venn:"])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(TURNED, id="all-but-a-negation"),
        pytest.param(TEXT.replace("eels", "herons"), id="all-but-a-word"),
        pytest.param("The weir will be pulled down when the eels have left", id="in-other-words"),
        pytest.param("Nobody here has ever seen an eel in that river", id="others"),
    ],
)
def test_what_is_said_is_never_called_another_s_or_altered(lead: str, words: str) -> None:
    piece = venn().says(lead, words, channel=Channel.NEUTRAL, cue="said").shows(post())
    assert not piece.judged(post()).verdict.accuses


def test_what_differs_is_shown_all_the_same() -> None:
    found = (
        venn()
        .says("Venn said:", TURNED, channel=Channel.NEUTRAL, cue="said")
        .shows(post())
        .judged(post())
    )
    assert found.verdict is Verdict.UNVERIFIABLE
    assert "This does not mean that the quotation is wrong." in found.reasons[0]
    assert any("what differs" in reason and "“not”" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("words", "named", "shown", "verdict"),
    [
        pytest.param(TURNED, "Venn", True, Verdict.ALTERED, id="a-negation"),
        pytest.param(TURNED, "Venn", False, Verdict.UNVERIFIABLE, id="not-shown-there"),
        pytest.param(TURNED, "Orla Council", True, Verdict.UNVERIFIABLE, id="not-surely-hers"),
        pytest.param(
            "The weir will be pulled down", "Venn", True, Verdict.UNVERIFIABLE, id="few-words"
        ),
        pytest.param(
            TEXT.replace("weir", "dam").replace("eels", "herons").replace("river", "lake"),
            "Venn",
            True,
            Verdict.UNVERIFIABLE,
            id="three-words-in-seventeen",
        ),
    ],
)
def test_what_is_written_is_altered_only_where_it_can_be_nothing_else(
    words: str, named: str, verdict: Verdict, *, shown: bool
) -> None:
    piece = venn().says(
        f"{named} wrote:", words, channel=Channel.NEUTRAL, attributed_to=named, cue="wrote"
    )
    piece = piece if shown else piece.line("It rained for a week.")
    assert piece.shows(post()).judged(post()).verdict is verdict


@pytest.mark.parametrize(
    ("between", "first", "verdict"),
    [
        pytest.param("", Channel.POSTED, Verdict.ALTERED, id="right-behind-a-post"),
        pytest.param("", Channel.NEUTRAL, Verdict.UNVERIFIABLE, id="behind-what-she-said"),
        pytest.param(
            "The council met on Monday.", Channel.POSTED, Verdict.UNVERIFIABLE, id="farther-down"
        ),
    ],
)
def test_a_sentence_that_goes_on_from_a_post_is_of_it(
    between: str, first: Channel, verdict: Verdict
) -> None:
    thanks = post("Thank you all for coming to the mill tonight.", 3)
    piece = venn().says("Venn tweeted:", thanks.text, channel=first).shows(thanks)
    piece = piece.line(between) if between else piece
    piece.says("She added:", TURNED, channel=Channel.NEUTRAL, cue="added")
    assert piece.shows(post()).judged(post(), thanks).verdict is verdict


@pytest.mark.parametrize(
    ("lead", "named", "verdict"),
    [
        pytest.param("Venn tweeted:", "Venn", Verdict.ALTERED, id="tweeted"),
        pytest.param("Venn said:", "Venn", Verdict.OUT_OF_SCOPE, id="said"),
        pytest.param("He wrote:", None, Verdict.OUT_OF_SCOPE, id="nobody-named"),
    ],
)
def test_words_of_two_posts_are_a_splice_only_where_they_were_posted(
    lead: str, named: str | None, verdict: Verdict
) -> None:
    other = stranger("We should all eat more cheese and far less bread this spring.")
    words = "The old weir will not be pulled down before eat more cheese and far less bread"
    channel = Channel.POSTED if "tweeted" in lead else Channel.NEUTRAL
    piece = venn().says(lead, words, channel=channel, attributed_to=named).shows(post(), other)
    assert piece.judged(post(), other).verdict is verdict


# -- posts that the article tells apart ---------------------------------------------------

OTHERS = "The mill keeps its wheel, whatever they tell you"


@pytest.mark.parametrize(
    ("said", "before", "verdict"),
    [
        pytest.param("Venn tweeted:", False, Verdict.NOT_FOUND, id="no-other"),
        pytest.param("Venn also tweeted, minutes later:", False, Verdict.UNVERIFIABLE, id="also"),
        pytest.param(
            "Venn also tweeted:", True, Verdict.NOT_FOUND, id="also-and-one-stands-before"
        ),
        pytest.param("Venn tweeted again:", False, Verdict.UNVERIFIABLE, id="again"),
        pytest.param("In 2019 Venn tweeted:", False, Verdict.UNVERIFIABLE, id="another-year"),
        pytest.param("In 2024 Venn tweeted:", False, Verdict.NOT_FOUND, id="the-post-s-year"),
        pytest.param("In a since-deleted tweet Venn wrote:", True, Verdict.UNVERIFIABLE, id="gone"),
    ],
)
def test_another_post_than_the_one_shown_is_not_looked_for_in_it(
    said: str, verdict: Verdict, *, before: bool
) -> None:
    thanks = post("Thank you all for coming to the mill tonight.", 3)
    piece = venn()
    if before:
        piece.says("Venn tweeted:", thanks.text).shows(thanks)
    piece.says(said, OTHERS)
    assert piece.shows(post()).judged(post(), thanks).verdict is verdict


@pytest.mark.parametrize(
    ("said", "words", "verdict"),
    [
        pytest.param("Venn tweeted:", TURNED, Verdict.ALTERED, id="this-one"),
        pytest.param("In 2019 Venn tweeted:", TURNED, Verdict.UNVERIFIABLE, id="of-another-year"),
        pytest.param("On Facebook Venn wrote:", TURNED, Verdict.UNVERIFIABLE, id="elsewhere"),
        pytest.param("In an earlier tweet Venn wrote:", TURNED, Verdict.ALTERED, id="nearly-it"),
        pytest.param(
            "In an earlier tweet Venn wrote:",
            TEXT.replace("eels", "herons").replace("river", "lake").replace("year", "month"),
            Verdict.UNVERIFIABLE,
            id="like-it",
        ),
    ],
)
def test_what_differs_from_another_post_is_no_alteration_of_this_one(
    said: str, words: str, verdict: Verdict
) -> None:
    assert venn().says(said, words).shows(post()).judged(post()).verdict is verdict


@pytest.mark.parametrize(
    ("tag", "said", "behind"),
    [
        pytest.param("en", "Venn tweeted that", ", then corrected herself:", id="en"),
        pytest.param("de", "Venn twitterte", ", dann korrigierte sie sich:", id="de"),
        pytest.param("fr", "Venn a tweeté", ", puis s’est corrigée :", id="fr"),
        pytest.param("it", "Venn ha twittato", ", poi si è corretta:", id="it"),
        pytest.param("pl", "Venn napisała na X", ", po czym sprostowała:", id="pl"),
    ],
)
def test_a_correction_is_not_the_post_that_it_corrects(tag: str, said: str, behind: str) -> None:
    shown = post("Correction: the lock, not the weir at the mill, is closed from nine tonight.")
    words = "the weir at the mill is closed from nine tonight"
    for end, accused in ((behind, False), (":", True)):
        piece = venn().says(said, words, end).shows(shown)
        assert piece.judged(shown, language=tag).verdict.accuses is accused


# -- headlines ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind", "verdict"),
    [
        pytest.param(
            "We Will Not Close the Mill at Leith",
            QuotationKind.HEADLINE,
            Verdict.CONVENTIONAL,
            id="title-case",
        ),
        pytest.param(
            "We Will Not Close the Mill at Leith",
            QuotationKind.MARKS,
            Verdict.ALTERED,
            id="no-title",
        ),
        pytest.param(
            "We will not Close the mill at Leith",
            QuotationKind.HEADLINE,
            Verdict.ALTERED,
            id="one-capital",
        ),
        pytest.param(
            "We WILL Not Close the Mill at Leith",
            QuotationKind.HEADLINE,
            Verdict.ALTERED,
            id="a-word-in-capitals",
        ),
        pytest.param(
            "We Will Close the Mill at Leith",
            QuotationKind.HEADLINE,
            Verdict.ALTERED,
            id="another-word",
        ),
    ],
)
def test_a_headline_s_title_case_is_a_convention(
    words: str, kind: QuotationKind, verdict: Verdict
) -> None:
    mill = post("We will not close the mill at Leith")
    found = venn().says("Venn tweets:", words, kind=kind).shows(mill).judged(mill)
    assert found.verdict is verdict
    kinds = {edit.kind for edit in found.alignment.edits} if found.alignment else set()
    if verdict is Verdict.CONVENTIONAL:
        assert kinds == {EditKind.FIRST_LETTER_CASE}


# -- languages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "tongue", "words", "text", "kind"),
    [
        pytest.param(
            "de",
            "en",
            "We will close the old mill",
            "We will not close the old mill",
            EditKind.NEGATION_CHANGED,
            id="english-in-a-german-article",
        ),
        pytest.param(
            "en",
            "de",
            "Wir schließen keine Mühle im Tal",
            "Wir schließen die Mühle im Tal",
            EditKind.NEGATION_CHANGED,
            id="german-in-an-english-article",
        ),
        pytest.param(
            "en",
            "fr",
            "La mairie a fermé vingt moulins",
            "La mairie a fermé trente moulins",
            EditKind.NUMBER_CHANGED,
            id="french-in-an-english-article",
        ),
    ],
)
def test_a_post_is_judged_by_the_words_of_its_own_language(
    tag: str, tongue: str, words: str, text: str, kind: EditKind
) -> None:
    shown = post(text, language=tongue)
    found = venn().says("Venn:", words).shows(shown).judged(shown, language=tag)
    assert found.alignment is not None
    assert kind in {edit.kind for edit in found.alignment.edits}


NAMES: Sequence[Any] = (
    pytest.param("ko", "김민준", "다리는 내일 닫히지 않는다", "다리는 내일 닫힌다", id="ko"),
    pytest.param(
        "ko", "김민준", "다리는 내일 닫힌다", "다리는 내일 닫히지 않는다", id="ko-dropped"
    ),
    pytest.param("tr", "Venn", "Köprü yarın kapanmıyor", "Köprü yarın kapanıyor", id="tr"),
    pytest.param("tr", "Venn", "Köprü yarın kapanıyor", "Köprü yarın kapanmıyor", id="tr-dropped"),
    pytest.param("he", "Venn", "המים בטוחים לשתייה", "המים אינם בטוחים לשתייה", id="he-dropped"),
)


@pytest.mark.parametrize(("tag", "named", "words", "text"), NAMES)
def test_three_words_with_a_negation_in_the_third_are_altered(
    tag: str, named: str, words: str, text: str
) -> None:
    verb = {"ko": "썼다", "tr": "yazdı", "he": "כתב"}[tag]
    author = named if tag == "ko" else "Orla Venn"
    shown = post(text, language=tag, author_name=author)
    piece = venn().says(f"{named} {verb}", words, cue=verb, attributed_to=named).shows(shown)
    assert piece.judged(shown, language=tag).verdict is Verdict.ALTERED

"""Conditions of a judgement, one by one: each case stands or falls with a single one of them.

All posts, people and words are made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.hookspecs import Habits
from archiver.model import (
    Alignment,
    Channel,
    Coverage,
    DateMention,
    DateReading,
    EditKind,
    FindingKind,
    PostRef,
    Verdict,
)
from archiver.text.tokens import tokenize
from archiver.verify import styles
from archiver.verify.dates import how_it_fits
from archiver.verify.kinds import MINOR
from archiver.verify.lookalikes import is_slip, look_alike
from archiver.verify.times import Moment
from archiver.verify.titles import is_title_case
from tests.verify.stories import Story, page, writer

LayIn = Callable[[str, str, str], Alignment | None]

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
TEXT = "The old ferry will not be sold before the crews have been paid in full this winter."
TURNED = TEXT.replace("not ", "")

post = writer(TEXT, author_name="Ina Morrow", handle="inamorrow", author_id="4", created=NOON)
stranger = writer(TEXT, 2, author_name="Olle Fenn", handle="ollefenn", author_id="5", created=NOON)


def morrow() -> Story:
    return Story(named="Morrow", cue="wrote")


# -- words of which the article doesn't say that they were posted -------------------------


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        pytest.param(
            "The ferry will not be sold before crews have been paid this winter.",
            Verdict.ALTERED,
            id="all-of-them-hers-and-some-left-out",
        ),
        pytest.param(
            "The ferry will not be sold before the sailors have been paid this winter.",
            Verdict.UNVERIFIABLE,
            id="one-of-them-another-s-and-some-left-out",
        ),
        pytest.param(TEXT.replace("crews", "sailors"), Verdict.ALTERED, id="one-is-another-s"),
        pytest.param(
            TEXT.replace("crews", "sailors").replace("winter", "summer"),
            Verdict.UNVERIFIABLE,
            id="two-in-seventeen",
        ),
    ],
)
def test_what_was_written_and_is_no_other_post(words: str, verdict: Verdict) -> None:
    story = morrow().says("Morrow wrote:", words, channel=Channel.NEUTRAL).shows(post())
    assert story.judged(post()).verdict is verdict


@pytest.mark.parametrize(
    ("first", "verdict"),
    [
        pytest.param("Morrow", Verdict.ALTERED, id="her-own-post"),
        pytest.param("Fenn", Verdict.UNVERIFIABLE, id="somebody-else-s"),
    ],
)
def test_what_goes_on_from_a_post_goes_on_from_her_own(first: str, verdict: Verdict) -> None:
    writes = post if first == "Morrow" else stranger
    thanks = writes("Thank you all for coming down to the slip tonight.", 3)
    story = morrow().says(f"{first} tweeted:", thanks.text, attributed_to=first).shows(thanks)
    story.says("She added:", TURNED, channel=Channel.NEUTRAL, cue="added").shows(post())
    assert story.judged(post(), thanks).verdict is verdict


@pytest.mark.parametrize(
    ("platform", "verdict"),
    [
        pytest.param("x", Verdict.ALTERED, id="a-platform-of-words"),
        pytest.param("tiktok", Verdict.UNVERIFIABLE, id="a-platform-of-videos"),
    ],
)
def test_a_few_words_may_be_those_of_the_video(platform: str, verdict: Verdict) -> None:
    shown = post("We will not sell", platform=platform)
    story = morrow().says("Morrow wrote:", "We will sell").shows(shown)
    (found,) = story.report(shown, habits={"tiktok": Habits(spoken=True)}).quotations
    assert found.verdict is verdict


def test_the_day_in_a_page_s_header_is_no_year_of_another_post() -> None:
    story = morrow().says("2021-03-05 Fairwater Morrow tweeted:", TURNED).shows(post())
    assert story.judged(post()).verdict is Verdict.ALTERED


# -- words of several posts ---------------------------------------------------------------

ONE = "We open the upper lock at dawn tomorrow."
TWO = "Bring two ropes and nobody will be kept waiting there."
FEW, FEWER = "Open the upper lock.", "Bring your own rope."


@pytest.mark.parametrize(
    ("words", "facts", "verdict"),
    [
        pytest.param(f"{ONE} {TWO}", {}, Verdict.ALTERED, id="posted"),
        pytest.param(
            f"{ONE} nobody will be kept", {}, Verdict.UNVERIFIABLE, id="four-words-of-a-sentence"
        ),
        pytest.param(
            f"{ONE} {TWO}", {"channel": Channel.NEUTRAL}, Verdict.ALTERED, id="written-by-her"
        ),
        pytest.param(
            f"{ONE} {TWO}",
            {"channel": Channel.NEUTRAL, "lead": "At the fair in Leith Morrow wrote:"},
            None,
            id="written-at-the-fair",
        ),
        pytest.param(
            f"{ONE} {TWO}", {"channel": Channel.NONE}, None, id="not-said-to-be-anybody-s"
        ),
    ],
)
def test_a_splice_of_two_people_s_posts(
    words: str, facts: dict[str, Any], verdict: Verdict | None
) -> None:
    hers, his = post(ONE), stranger(TWO)
    lead = facts.pop("lead", "Morrow wrote:") if facts else "Morrow wrote:"
    found = morrow().says(lead, words, **facts).shows(hers, his).judged(hers, his)
    assert (found.verdict if verdict else found.verdict.accuses) == (verdict or False)


@pytest.mark.parametrize(
    ("beside", "accuses"),
    [
        pytest.param(True, True, id="right-beside-the-posts"),
        pytest.param(False, False, id="far-from-them"),
    ],
)
def test_eight_words_of_two_posts_are_a_splice_only_beside_them(
    *, beside: bool, accuses: bool
) -> None:
    hers, his = post(FEW), stranger(FEWER)
    story = morrow().says("Morrow posted:", f"{FEW} {FEWER}")
    story = story if beside else story.line("It rained all week, and no boat came.")
    assert story.shows(hers, his).judged(hers, his).verdict.accuses is accuses


@pytest.mark.parametrize(
    ("facts", "coverage"),
    [
        pytest.param({}, Coverage.WHOLE, id="both-in-full"),
        pytest.param(
            {"complete": False, "incomplete_reason": "cut"}, Coverage.FRAGMENT, id="one-in-part"
        ),
    ],
)
def test_a_thread_of_which_a_part_is_unknown_is_not_quoted_whole(
    facts: dict[str, Any], coverage: Coverage
) -> None:
    first, then = PostRef(platform="x", id="1"), NOON + timedelta(minutes=1)
    thread = post(ONE), post(TWO, 3, created=then, in_reply_to=first, **facts)
    found = morrow().says("Morrow wrote:", f"{ONE} {TWO}").shows(*thread).judged(*thread)
    assert (found.verdict, found.coverage) == (Verdict.CONVENTIONAL, coverage)


# -- whose words, and which post ----------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "accuses"),
    [
        pytest.param("Thank you all", False, id="three-words"),
        pytest.param("Thank you all so very much", True, id="six-words"),
    ],
)
def test_a_few_words_are_nobody_s_own(words: str, *, accuses: bool) -> None:
    hers, his = post(), stranger(f"{words}, and good night.")
    found = morrow().says("Morrow tweeted:", words).shows(his, hers).judged(his, hers)
    assert (found.verdict is Verdict.MISATTRIBUTED) is accuses


@pytest.mark.parametrize(
    ("lead", "verdict"),
    [
        pytest.param("Morrow tweeted about the", Verdict.OUT_OF_SCOPE, id="woven-in"),
        pytest.param("Morrow tweeted:", Verdict.NOT_FOUND, id="brought-on"),
    ],
)
def test_a_term_in_a_sentence_is_not_sought_in_the_post(lead: str, verdict: Verdict) -> None:
    story = morrow().says(lead, "harbour of shame", " and the council.").shows(post())
    assert story.judged(post()).verdict is verdict


def test_the_same_author_is_said_only_of_one_that_is_known() -> None:
    nobody = stranger(TEXT, author_name=None, handle=None, author_id=None)
    hers = post("We met the crews at the slip tonight, and it went well.")
    made = morrow().says("Morrow tweeted:", TEXT).shows(hers).report(hers, nobody)
    assert made.quotations[0].posting == nobody
    assert FindingKind.WRONG_POST not in {one.kind for one in made.findings}
    again = post(TEXT, 2)
    made = morrow().says("Morrow tweeted:", TEXT).shows(hers).report(hers, again)
    assert FindingKind.WRONG_POST in {one.kind for one in made.findings}


# -- what takes words back ----------------------------------------------------------------

FAIR = "What a fine idea to sell the ferry to a bank"


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        pytest.param(f"{FAIR}. Not!", FAIR, True, id="faithful"),
        pytest.param(f"{FAIR}. Not!", FAIR.replace("fine", "bad"), False, id="altered"),
        pytest.param(
            f"{FAIR}. Just kidding around with all the children of both crews down at the slip.",
            FAIR,
            False,
            id="a-long-sentence",
        ),
        pytest.param(f"{FAIR}. 🎉 🙄", FAIR, True, id="emoji-in-a-row"),
        pytest.param(
            f"{FAIR}. We went home, and the cat had eaten it all 🙄", FAIR, False, id="emoji-later"
        ),
    ],
)
def test_a_faithful_quotation_is_taken_back_by_the_next_words(
    text: str, words: str, *, told: bool
) -> None:
    made = morrow().says("Morrow posted:", words).shows(post(text)).report(post(text))
    assert (FindingKind.CONTEXT in {one.kind for one in made.findings}) is told


# -- words --------------------------------------------------------------------------------

CONTRARY: Sequence[Any] = (
    pytest.param("fr", "la digue ouvre {} la fete", "avant", "apres", id="fr"),
    pytest.param("it", "il molo costa {} del ponte", "piu", "meno", id="it"),
    pytest.param("pl", "most kosztuje {} niż molo", "wiecej", "mniej", id="pl"),
    pytest.param("pt", "ela disse {} na praia ontem", "sim", "nao", id="pt"),
)


@pytest.mark.parametrize(("tag", "frame", "one", "other"), CONTRARY)
def test_the_contrary_is_known_without_its_accents(
    lay_in: LayIn, tag: str, frame: str, one: str, other: str
) -> None:
    laid = lay_in(tag, frame.format(one), frame.format(other))
    assert laid is not None
    assert EditKind.NEGATION_CHANGED in {edit.kind for edit in laid.edits}


@pytest.mark.parametrize(
    ("one", "other"),
    [pytest.param("it", "unit", id="it-unit"), pytest.param("to", "into", id="to-into")],
)
def test_a_short_word_within_another_is_no_denial(lay_in: LayIn, one: str, other: str) -> None:
    laid = lay_in(
        "en", f"we sent {one} the harbour by noon", f"we sent {other} the harbour by noon"
    )
    assert laid is not None
    assert [edit.kind for edit in laid.edits] == [EditKind.WORD_SUBSTITUTED]


# -- profiles -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in EditKind if kind not in MINOR])
def test_no_profile_can_let_words_pass(kind: EditKind) -> None:
    facts: dict[str, object] = {"title": "a house", "source": "nowhere", "softens": [kind.value]}
    with pytest.raises(ValueError, match="softens what no style may"):
        styles._style("house", facts)


# -- small things, one by one -------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("won 1/2 of it", "won 2/1 of it", id="turned-round"),
        pytest.param("World War II here", "World War 3 here", id="roman"),
    ],
)
def test_another_figure_is_another_number(lay_in: LayIn, one: str, other: str) -> None:
    laid = lay_in("en", f"she said we {one}", f"she said we {other}")
    assert laid is not None
    assert EditKind.NUMBER_CHANGED in {edit.kind for edit in laid.edits}


@pytest.mark.parametrize(
    ("words", "found"), [("The Bridge is up", False), ("The Bridge Is Down", True)]
)
def test_one_capital_makes_no_title(words: str, *, found: bool) -> None:
    assert is_title_case(tokenize(words)) is found


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("anna", "anna99", False), ("annika", "annika99", True)]
)
def test_digits_are_put_on_long_names(one: str, other: str, *, alike: bool) -> None:
    assert look_alike(one, other) is alike


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        pytest.param(
            "We will not sell the old ferry now", "sell the old ferry now", True, id="cut-off"
        ),
        pytest.param(
            "We will not sell the old ferry now", "sell the big ferry now", False, id="altered"
        ),
        pytest.param("We will not sell it", "sell it", False, id="two-words"),
        pytest.param(
            "Oh no, we sell the old ferry now",
            "we sell the old ferry now",
            False,
            id="behind-a-pause",
        ),
    ],
)
def test_a_negation_that_is_cut_off(text: str, words: str, *, told: bool) -> None:
    made = morrow().says("Morrow posted:", words).shows(post(text)).report(post(text))
    assert (FindingKind.OMISSION in {one.kind for one in made.findings}) is told


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [("mara", "maxi", False), ("mara", "mare", True), ("maraquill", "maraqiul", True)],
)
def test_a_slip_changes_little_of_a_short_name(one: str, other: str, *, slip: bool) -> None:
    assert is_slip(one, other) is slip


# -- days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "fits"),
    [
        pytest.param(11.5, True, id="some-clock-is-twelve-hours-behind"),
        pytest.param(12.5, False, id="no-clock-is-thirteen-behind"),
        pytest.param(-13.5, True, id="some-clock-is-fourteen-before"),
        pytest.param(-14.5, False, id="no-clock-is-fifteen-before"),
    ],
)
def test_a_day_fits_where_some_clock_of_the_world_has_it(hours: float, *, fits: bool) -> None:
    """The words mean 6 May; the post was made so long after its end, or before its start."""
    first = datetime(2024, 5, 6)  # noqa: DTZ001 - local times have no zone
    last = first + timedelta(days=1)
    reading = DateReading(first=first, last=last)
    mention = DateMention(start=0, end=5, words="6 May", kind="date", readings=(reading,))
    edge = last if hours > 0 else first
    at = edge.replace(tzinfo=UTC) + timedelta(hours=hours)
    moment = Moment(source="platform", first=at, last=at, shown="then")
    assert (how_it_fits(page("", published=None), mention, [moment]) is not None) is fits

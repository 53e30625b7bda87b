"""What must not accuse: words beside a text, videos, renamed accounts, posts that were not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from archiver.hookspecs import Habits, HandleForm
from archiver.model import (
    ArticleReport,
    FindingKind,
    ImageObject,
    Poll,
    PostRef,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from tests.verify.stories import Story, writer

TEXT = "The ferry to the island is late again, and nobody at the quay will say why."
HABITS = {
    "bluesky": Habits(handles=HandleForm.DOMAIN),
    "tiktok": Habits(spoken=True),
    "facebook": Habits(handles=HandleForm.DOTLESS),
}


post = writer(TEXT, platform="mastodon", author_name="Mira Testova", handle="mira.testova")


def report(
    said: str,
    *versions: SocialMediaPosting,
    named: str = "Testova",
    lead: str = "Testova wrote: ",
    shown: Sequence[PostRef] | None = None,
) -> ArticleReport:
    """An article that quotes these words, and shows the posts right after them."""
    story = Story(named=named, cue="wrote").says(lead, said)
    story.shows(*(versions if shown is None else shown))
    return story.report(*versions, habits=HABITS)


# -- beside the text ----------------------------------------------------------------------

INVENTED = "I will buy the harbour with my own money"
WARNING = "Ferry politics, long and angry"
POLL = Poll(question="Who runs the quay these days?", options=("The council", "The gulls do it"))
PICTURE = ImageObject(
    content_url="https://social.example/a.png", caption="A gull stands on the empty quay at dawn."
)


@pytest.mark.parametrize(
    ("said", "verdict", "place"),
    [
        pytest.param(WARNING, "exact", "the content warning", id="warning"),
        pytest.param(
            f"{WARNING} The ferry to the island is late again",
            "exact",
            "the content warning and the text",
            id="warning-and-text",
        ),
        pytest.param("The gulls do it", "exact", "an option of the poll", id="option"),
        pytest.param(POLL.question, "exact", "the question of the poll", id="question"),
        pytest.param(
            "The council, The gulls do it", "conventional", "the poll", id="two-options-apart"
        ),
        pytest.param(
            "The council The gulls do it", "unverifiable", "differ there", id="two-options-as-one"
        ),
        pytest.param("A gull stands on the empty quay", "exact", "alt text", id="alt-text"),
        pytest.param("a gull stands on the empty quay", "conventional", "alt text", id="case"),
        pytest.param(
            "A gull stands on the crowded quay at dawn", "unverifiable", "differ there", id="nearly"
        ),
        pytest.param("Ferry politics, short and angry", "unverifiable", "differ", id="nearly-cw"),
        pytest.param(INVENTED, "not_found", "nor any other captured post says it", id="nowhere"),
        pytest.param(
            TEXT.replace("late", "early"),
            "altered",
            "the post has “late”",
            id="altered-in-the-text",
        ),
    ],
)
def test_words_beside_the_text(said: str, verdict: str, place: str) -> None:
    full = post(content_warning=WARNING, poll=POLL, images=(PICTURE,))
    (found,) = report(said, full).quotations
    assert (found.verdict, found.posting) == (verdict, full)
    assert place in found.reasons[0]
    assert found.alignment is None or verdict == "altered"


def test_words_beside_the_text_of_somebody_else_settle_nothing() -> None:
    hers = post()
    his = post("A vote.", number=2, author_name="Otto Proba", handle="otto", poll=POLL)
    (found,) = report("The gulls do it", hers, his, shown=[hers.ref]).quotations
    assert found.verdict is Verdict.UNVERIFIABLE
    assert found.posting == his


NEVER = "I will never resign over this ferry affair"
TURNED = NEVER.replace("never ", "")
COUNTED = "We lost 15 ferries in this storm last night"


def _described(caption: str) -> dict[str, Any]:
    return {"images": (ImageObject(content_url="https://a.example/p", caption=caption),)}


@pytest.mark.parametrize(
    ("text", "said", "facts", "verdict"),
    [
        pytest.param(NEVER, TURNED, _described(f"A sign: {TURNED}"), "altered", id="alt-text"),
        pytest.param(NEVER, TURNED, {"content_warning": f"Will {TURNED}"}, "altered", id="warning"),
        pytest.param(
            NEVER,
            TURNED,
            {"poll": Poll(question=f"Who said {TURNED}?", options=("He", "She"))},
            "altered",
            id="question",
        ),
        pytest.param(
            COUNTED,
            COUNTED.replace("15", "50"),
            _described(f"A fake headline: {COUNTED.replace('15', '50')}"),
            "altered",
            id="number",
        ),
        pytest.param(NEVER, TURNED, _described("I will resign over a ferry"), "altered", id="like"),
        pytest.param(NEVER, TURNED, _described(TURNED), "unverifiable", id="whole-alt-text"),
        pytest.param(
            NEVER, TURNED, {"poll": Poll(options=(NEVER, TURNED))}, "unverifiable", id="option"
        ),
        pytest.param(
            NEVER, f"Long {NEVER}", {"content_warning": "Long"}, "exact", id="goes-over-into-text"
        ),
    ],
)
def test_words_beside_a_text_do_not_clear_a_changed_one(
    text: str, said: str, facts: dict[str, Any], verdict: str
) -> None:
    (found,) = report(said, post(text, **facts)).quotations
    assert found.verdict == verdict
    assert (found.materiality == "meaning") is (verdict == "altered")


@pytest.mark.parametrize("author", [{"author_name": None, "handle": None}, {}])
def test_a_picture_elsewhere_does_not_clear_a_changed_text(author: dict[str, Any]) -> None:
    hers = post(NEVER)
    elsewhere = post("Look", number=2, **_described(f"A heckler: {TURNED}"), **author)
    (found,) = report(TURNED, hers, elsewhere, shown=[hers.ref]).quotations
    assert (found.verdict, found.posting) == (Verdict.ALTERED, hers)


def test_a_picture_of_nobody_known_bears_out_nothing_unless_it_is_shown() -> None:
    other = post("Look", number=2, author_name=None, handle=None, images=(PICTURE,))
    said = "A gull stands on the empty quay"
    assert report(said, post(), other, shown=[]).quotations[0].verdict is Verdict.UNVERIFIABLE
    shown = report(said, post(), other, shown=[other.ref]).quotations[0]
    assert shown.verdict is Verdict.EXACT


VIDEO: dict[str, Any] = {
    "images": (ImageObject(content_url="https://a.example/v", thumbnail_of="video"),)
}


@pytest.mark.parametrize(
    ("text", "said", "lead", "verdict"),
    [
        pytest.param(
            "I will never resign", "I will resign.", "Testova wrote: ", "altered", id="never"
        ),
        pytest.param(
            "15 ferries lost", "50 ferries lost.", "Testova posted: ", "altered", id="number"
        ),
        pytest.param(
            "I would lie", "I would not lie", "Testova wrote: ", "altered", id="not-put-in"
        ),
        pytest.param(
            "I will never resign", "I will resign.", "Testova said: ", "unverifiable", id="said"
        ),
        pytest.param(
            "I will never resign",
            "I will resign.",
            "Testova posted a rant: ",
            "unverifiable",
            id="a-rant",
        ),
        pytest.param(
            "I will quit", "I will resign.", "Testova wrote: ", "unverifiable", id="another-word"
        ),
    ],
)
def test_written_words_stand_in_no_video(text: str, said: str, lead: str, verdict: str) -> None:
    shown = report(said, post(text, **VIDEO), lead=lead).quotations[0]
    assert shown.verdict == verdict
    apart = report(said, post(text, **VIDEO), lead=lead, shown=[]).quotations[0]
    assert apart.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("lead", "verdict"),
    [
        pytest.param("Telegram boss Testova wrote on X: ", "altered", id="who-and-where"),
        pytest.param("X owner Testova wrote on Threads: ", "unverifiable", id="elsewhere"),
        pytest.param("On X, Telegram boss Testova wrote: ", "altered", id="in-front"),
    ],
)
def test_a_platform_that_tells_who_is_not_where(lead: str, verdict: str) -> None:
    hers = post("I will never resign", platform="x")
    assert report("I will resign.", hers, lead=lead).quotations[0].verdict == verdict


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        pytest.param("The weather is fine, and so am I", "unverifiable", id="other-words"),
        pytest.param("", "unverifiable", id="no-text"),
        pytest.param(f"{NEVER}! https://t.example/1", "altered", id="the-same-words"),
    ],
)
def test_a_third_party_s_text_convicts_where_the_platform_has_it(own: str, verdict: str) -> None:
    theirs = post(NEVER, witness=Witness.THIRD_PARTY)
    assert report(TURNED, theirs, post(own)).quotations[0].verdict == verdict
    invented = report(INVENTED, theirs, post("")).quotations[0]
    assert invented.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param({}, "not_found", id="text"),
        pytest.param({"images": (PICTURE,)}, "not_found", id="a-post-with-a-picture"),
        pytest.param({"platform": "tiktok"}, "unverifiable", id="a-platform-of-videos"),
        pytest.param(
            {"images": (ImageObject(content_url="https://a.example/v", thumbnail_of="video"),)},
            "unverifiable",
            id="a-video",
        ),
        pytest.param(
            {"images": (ImageObject(content_url="https://a.example/v", thumbnail_of="gif"),)},
            "not_found",
            id="a-moving-picture-without-sound",
        ),
    ],
)
def test_what_is_said_in_a_video_stands_in_no_text(facts: dict[str, Any], verdict: str) -> None:
    assert report(INVENTED, post(**facts)).quotations[0].verdict == verdict


def test_a_caption_that_is_quoted_wrongly_is_altered() -> None:
    said = TEXT.replace("late", "early")
    assert report(said, post(platform="tiktok")).quotations[0].verdict is Verdict.ALTERED


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(INVENTED, id="not-found"),
        pytest.param(TEXT.replace("late", "early"), id="altered"),
    ],
)
def test_a_third_party_alone_convicts_nobody(said: str) -> None:
    alone = post(witness=Witness.THIRD_PARTY)
    cut = post(TEXT[:30], complete=False, incomplete_reason="cut")
    (found,) = report(said, alone, cut).quotations
    assert found.verdict is Verdict.UNVERIFIABLE
    assert "third party" in found.reasons[0]
    (found,) = report(said, alone, post()).quotations
    assert found.verdict.accuses


def test_a_post_that_is_known_in_part_is_not_quoted_whole() -> None:
    cut = post(complete=False, incomplete_reason="may be cut")
    (found,) = report(TEXT, cut).quotations
    assert (found.verdict, found.coverage) == (Verdict.EXACT, "fragment")
    assert "only a part of the post is known: may be cut" in found.reasons


def test_the_reading_that_was_taken_is_the_posting_s_text() -> None:
    copy = post("Something else.", witness=Witness.EMBED, alternatives=("Another copy.", TEXT))
    (found,) = report("The ferry to the island is late again", copy).quotations
    assert found.posting is not None
    assert found.alignment is not None
    span = slice(found.alignment.target.start, found.alignment.target.end)
    assert found.posting.text[span] == "The ferry to the island is late again"


# -- who ----------------------------------------------------------------------------------


def test_a_renamed_account_is_not_somebody_else() -> None:
    ref = PostRef(platform="bluesky", id="did:plc:made-up/3l3vgf77uco2g")
    today = post(handle="ada.example.org", author_name="Ada", ref=ref)
    copy = post(handle="ada.bsky.social", author_name=None, witness=Witness.EMBED, ref=ref)
    made = report(TEXT, copy, today, named="@ada.bsky.social", lead="@ada.bsky.social wrote: ")
    assert made.quotations[0].verdict is Verdict.EXACT
    alone = report(TEXT, today, named="@ada.bsky.social", lead="@ada.bsky.social wrote: ")
    assert alone.quotations[0].verdict is Verdict.EXACT
    assert any("a handle that was renamed" in each for each in alone.quotations[0].reasons)
    for finding in (*made.findings, *alone.findings):
        assert finding.kind is FindingKind.HANDLE_MISMATCH
        assert "it was renamed since, or it is another account" in finding.message


def test_an_old_handle_in_copies_of_two_posts_is_no_second_account() -> None:
    copies = [
        post(text, number=n, handle=handle, author_id=account, witness=witness)
        for n, text in enumerate((TEXT, "A second post of hers, on gulls."))
        for handle, account, witness in (
            ("mira.new", "77", Witness.PLATFORM),
            *([("mira.old", None, Witness.EMBED)] if n else []),
        )
    ]
    (found,) = report(TEXT, *copies, named="@mira.old", lead="@mira.old wrote: ").quotations
    assert found.verdict is Verdict.EXACT


def test_a_handle_that_another_has_is_somebody_else() -> None:
    his = post("Nothing to see here today.", number=2, author_name="Otto", handle="otto_t")
    (found,) = report(TEXT, post(), his, named="@otto_t", lead="@otto_t wrote: ").quotations
    assert found.verdict is Verdict.MISATTRIBUTED


def test_a_handle_behind_a_name_is_compared() -> None:
    lead = "Otto (@otto_t) wrote on TikTok: "
    hers = post(platform="tiktok")
    made = report(TEXT, hers, named="Otto", lead=lead)
    (found,) = made.quotations
    assert found.verdict is Verdict.EXACT
    assert any(
        each.startswith("the article names Otto, the post is by Mira Testova (@mira.testova)")
        for each in found.reasons
    )
    assert [each.kind for each in made.findings] == [FindingKind.HANDLE_MISMATCH]
    assert made.findings[0].sides["article"] == "@otto_t"
    his = post("A quiet day.", number=2, platform="tiktok", author_name="O.", handle="otto_t")
    (found,) = report(TEXT, hers, his, named="Otto", lead=lead).quotations
    assert found.verdict is Verdict.MISATTRIBUTED


@pytest.mark.parametrize(
    ("platform", "named", "handle", "findings"),
    [
        pytest.param("tiktok", "@mira", "mira.testova", 1, id="plain"),
        pytest.param("bluesky", "@mira", "mira.testova", 0, id="domain"),
        pytest.param("facebook", "@quaygazette", "quay.gazette", 0, id="dotless"),
    ],
)
def test_handles_compare_as_their_platform_has_them(
    platform: str, named: str, handle: str, findings: int
) -> None:
    made = report(
        TEXT, post(platform=platform, handle=handle), named=named, lead=f"{named} wrote: "
    )
    assert len(made.findings) == findings


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param({}, "misattributed", id="read"),
        pytest.param(
            {"text": "", "complete": False, "incomplete_reason": "blocked"},
            "unverifiable",
            id="not-read",
        ),
        pytest.param(
            {"text": "", "complete": False, "author_name": None, "handle": None},
            "unverifiable",
            id="not-read-and-by-nobody-known",
        ),
        pytest.param(
            {"text": "", "complete": False, "author_name": "Cy Vale", "handle": "cy"},
            "misattributed",
            id="not-read-and-by-a-third",
        ),
    ],
)
def test_words_may_be_cross_posted(facts: dict[str, Any], verdict: str) -> None:
    bo = post(number=2, platform="bluesky", author_name="Bo Ferris", handle="bo.example")
    known = post("Another post of hers.", number=3)
    hers = post(**{"text": "A quiet day.", "number": 4, **facts})
    assert report(TEXT, bo, known, hers).quotations[0].verdict == verdict


# -- which post ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "lead", "verdict"),
    [
        pytest.param("mastodon", "Testova wrote on Mastodon: ", "not_found", id="its-own"),
        pytest.param("facebook", "Testova wrote on Facebook: ", "not_found", id="facebook"),
        pytest.param("truthsocial", "Testova said on Truth Social: ", "not_found", id="truth"),
        pytest.param("mastodon", "Testova wrote on Facebook: ", "unverifiable", id="another"),
        pytest.param("mastodon", "Testova tweeted: ", "unverifiable", id="a-tweet"),
        pytest.param("x", "Testova tweeted on Twitter: ", "not_found", id="twitter"),
        pytest.param("mastodon", "Testova wrote earlier: ", "unverifiable", id="an-earlier-one"),
    ],
)
def test_the_name_of_a_platform_tells_of_its_own_posts(
    platform: str, lead: str, verdict: str
) -> None:
    made = report(INVENTED, post(platform=platform), lead=lead)
    assert made.quotations[0].verdict == verdict

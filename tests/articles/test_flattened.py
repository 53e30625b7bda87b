from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles.flattened import find_addresses, find_flattened
from archiver.articles.matcher import Matcher
from archiver.articles.postbody import DISPLACED, GLUED, QUOTED, RAN_ON, Measure, measure_of
from archiver.model import Embed
from archiver.platforms.x import X

PLATFORMS = (X(),)
ONE = "First line of it with #Test."
TWO = "Second line https://t.co/AAAAAAAAAA pic.twitter.com/XXXXXXXXXX"
BOTH = f"{ONE}\n{TWO}"
LINE = "— Jane Doe (@janedoe) August 2, 2020"
STATUS = "https://twitter.com/janedoe/status/1289865845053652994"
BEFORE = "An article paragraph that says something, and goes on for a while to be long enough."
AFTER = "The next paragraph of the article follows here, and is about something else altogether."


def found_in(text: str) -> tuple[Embed, ...]:
    return find_flattened(text, Matcher(PLATFORMS))


LAYOUTS = [
    pytest.param(f"{BEFORE}\nShort. {LINE}\n{AFTER}", "Short.", (), id="same-line"),
    pytest.param(f"{BEFORE}\nShort.{LINE}\n{AFTER}", "Short.", (), id="dash-glued"),
    pytest.param(f"{BEFORE}\nShort.\n{LINE}\n{AFTER}", "Short.", (), id="own-line"),
    pytest.param(f"{BEFORE}\n{BOTH}\n{LINE}\n{AFTER}", BOTH, (), id="two-lines-own-line"),
    pytest.param(f"{BEFORE}\n\n{BOTH}\n\n{LINE}\n\n{AFTER}", BOTH, (), id="blank-lines"),
    pytest.param(f"{BEFORE}\n{ONE}{LINE}\n{TWO}\n{AFTER}", BOTH, (DISPLACED,), id="displaced"),
    pytest.param(
        f"{BEFORE}\n{ONE}\n{LINE}\n{TWO}\n{AFTER}", BOTH, (DISPLACED,), id="displaced-own-line"
    ),
    pytest.param(
        f"{BEFORE}\n{ONE}{LINE}\n{TWO}{AFTER}", BOTH, (DISPLACED, GLUED), id="displaced-glued"
    ),
    pytest.param(
        f"{BEFORE}\n\n> {ONE}\n> {TWO}\n> \n> -- Jane Doe (@janedoe) August 2, 2020\n\n{AFTER}",
        BOTH,
        (QUOTED,),
        id="quoted-lines",
    ),
    pytest.param(f"{BEFORE}\n{TWO}{LINE}{AFTER}", TWO, (), id="next-paragraph-glued-to-date"),
    pytest.param(
        f'She wrote: "Words of it." Words of it. {LINE} {AFTER}',
        "Words of it.",
        (RAN_ON,),
        id="everything-on-one-line",
    ),
]


@pytest.mark.parametrize(("text", "words", "repairs"), LAYOUTS)
def test_layouts_that_extractors_leave(text: str, words: str, repairs: tuple[str, ...]) -> None:
    (embed,) = found_in(text)
    assert embed.text == words
    assert embed.repairs == repairs
    assert embed.ref.key == "x:?janedoe/2020-08-02/1"
    assert embed.created == datetime(2020, 8, 2, tzinfo=UTC)
    assert embed.start is not None
    assert embed.end is not None
    stretch = text[embed.start : embed.end]
    assert "(@janedoe) August 2, 2020" in stretch
    assert words.split("\n", maxsplit=1)[0] in stretch
    assert words.rsplit("\n", maxsplit=1)[-1] in stretch
    assert not stretch.startswith(BEFORE[:20])
    assert AFTER not in stretch


@pytest.mark.parametrize(
    ("attribution", "name", "handle", "day"),
    [
        pytest.param("— Jane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="em-dash"),
        pytest.param("– Jane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="en-dash"),
        pytest.param("― Jane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="bar"),
        pytest.param("- Jane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="hyphen"),
        pytest.param("-- Jane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="two-hyphens"),
        pytest.param("&mdash; Jane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="entity"),
        pytest.param("â€” Jane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="mojibake"),
        pytest.param("\nJane (@j) August 2, 2020", "Jane", "j", "2020-08-02", id="no-dash"),
        pytest.param("— (@j) August 2, 2020", None, "j", "2020-08-02", id="no-name"),
        pytest.param("— J (she) (@j) August 2, 2020", "J (she)", "j", "2020-08-02", id="parens"),
        pytest.param("— J 🌻🇺🇦 (@j) August 2, 2020", "J 🌻🇺🇦", "j", "2020-08-02", id="emoji"),
        pytest.param(
            "— Jean-Luc (@j) August 2, 2020", "Jean-Luc", "j", "2020-08-02", id="hyphened"
        ),
        pytest.param("— J (@j) 2. August 2020", "J", "j", "2020-08-02", id="german"),
        pytest.param("— J (@j) 2020年8月2日", "J", "j", "2020-08-02", id="japanese"),
        pytest.param("— J (@j) 2 août 2020", "J", "j", "2020-08-02", id="french"),
        pytest.param("— J (@j) August 2, 2020, 9:15 PM", "J", "j", "2020-08-02", id="with-time"),
        pytest.param("— J (@j)\xa0August\u202f2, 2020", "J", "j", "2020-08-02", id="odd-spaces"),
    ],
)
def test_attribution_lines(attribution: str, name: str | None, handle: str, day: str) -> None:
    text = f"{BEFORE}\nThe words of it. {attribution}\n{AFTER}"
    (embed,) = found_in(text)
    assert embed.text == "The words of it."
    assert embed.author_name == name
    assert embed.handle == handle
    assert embed.created is not None
    assert embed.created.date().isoformat() == day


def test_a_dash_in_the_name_does_not_split_it_where_a_media_link_ends_the_words() -> None:
    (embed,) = found_in(
        f"Words pic.twitter.com/XXXXXXXXXX— Joe — the Roe (@joe) August 3, 2020\n{AFTER}"
    )
    assert (embed.text, embed.author_name) == ("Words pic.twitter.com/XXXXXXXXXX", "Joe — the Roe")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Jane Doe (@janedoe) said on August 2, 2020 that it is so.", id="prose"),
        pytest.param("They met (@janedoe) August 2, 2020 and parted.", id="prose-without-dash"),
        pytest.param("— Jane Doe, August 2, 2020", id="no-handle"),
        pytest.param("A post shared by J (@j) on Aug 2, 2020 at 2:50pm PST", id="instagram"),
        pytest.param("A photo posted by J (@j) on Aug 2, 2020", id="old-instagram"),
        pytest.param("— Jane Doe (@janedoe)", id="no-date"),
        pytest.param("— Jane Doe (@janedoe) yesterday", id="no-real-date"),
        pytest.param("— Jane Doe (jane@doe.org) August 2, 2020", id="mail-address"),
    ],
)
def test_what_is_no_post(text: str) -> None:
    assert found_in(f"{BEFORE}\n{text}\n{AFTER}") == ()


def test_posts_of_one_author_and_day_are_numbered() -> None:
    text = f"One.{LINE}\nTwo.{LINE}\nThree.— Joe (@joe) August 2, 2020"
    assert [embed.ref.id for embed in found_in(text)] == [
        "?janedoe/2020-08-02/1",
        "?janedoe/2020-08-02/2",
        "?joe/2020-08-02/1",
    ]
    assert [embed.text for embed in found_in(text)] == ["One.", "Two.", "Three."]


def test_a_repeated_attribution_line_is_one_post() -> None:
    (embed,) = found_in(f"{BEFORE}\n\nWords. {LINE}\n\n{LINE}\n\n{AFTER}")
    assert embed.text == "Words."


def test_a_post_without_words_is_a_post() -> None:
    (embed,) = found_in(LINE)
    assert embed.text is None
    assert (embed.start, embed.end) == (0, len(LINE))


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(f"August 2, 2020 {STATUS}", id="behind"),
        pytest.param(f"August 2, 2020\n{STATUS}", id="below"),
        pytest.param(f"August 2, 2020 ({STATUS})", id="in-brackets"),
        pytest.param(f"[August 2, 2020]({STATUS})", id="markdown"),
    ],
)
def test_an_address_beside_the_date_gives_the_reference(tail: str) -> None:
    (embed,) = found_in(f"Words.— Jane Doe (@janedoe) {tail}\n{AFTER}")
    assert embed.ref.key == "x:1289865845053652994"
    assert embed.text == "Words."


def test_other_readings_are_kept() -> None:
    (embed,) = found_in(f"{ONE}{LINE}\n{TWO}\n{AFTER}")
    assert embed.alternatives == (ONE,)
    (plain,) = found_in(f"{ONE}{LINE}\nNo media link ends this.\n{AFTER}")
    assert plain.text == ONE
    assert f"{ONE}\nNo media link ends this." in plain.alternatives


def test_the_post_after_is_not_taken_for_the_rest_of_the_one_before() -> None:
    text = f"Words.\n{LINE}\n{TWO}\n— Joe (@joe) August 3, 2020\n{AFTER}"
    first, second = found_in(text)
    assert (first.text, second.text) == ("Words.", TWO)


def test_spans_that_are_taken_are_left_out() -> None:
    text = f"Words.{LINE}\n{AFTER}"
    assert find_flattened(text, Matcher(PLATFORMS), taken=[(0, len(text))]) == ()


def test_a_date_that_links_elsewhere_is_no_post() -> None:
    text = f"Words.{LINE}"
    start = text.index("August")
    assert find_flattened(text, Matcher(PLATFORMS), foreign_links=[(start, len(text))]) == ()


@pytest.mark.parametrize(
    ("year", "letters", "whole"),
    [
        pytest.param(2016, 200, False, id="140-before-november-2017"),
        pytest.param(2018, 200, True, id="280-after"),
        pytest.param(2018, 400, False, id="280-is-the-limit"),
        pytest.param(2024, 400, True, id="long-posts-since-2023"),
    ],
)
def test_no_post_is_longer_than_its_day_allowed(year: int, letters: int, *, whole: bool) -> None:
    sentence = "It is so. "
    words = (sentence * (letters // len(sentence))).strip()
    (embed,) = found_in(f"{words}— Jane (@jane) August 2, {year}")
    assert embed.text is not None
    assert (embed.text == words) is whole
    day = datetime(year, 8, 2, tzinfo=UTC).date()
    assert measure_of(X.markers, day).fits(embed.text)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        pytest.param("abc é", 5, id="latin"),
        pytest.param("日本", 4, id="japanese"),
        pytest.param("https://t.co/AAAAAAAAAA", 23, id="link"),
        pytest.param("a pic.twitter.com/XXXXXXXXXX", 25, id="media-link"),
        pytest.param("‘a’—", 4, id="punctuation"),
    ],
)
def test_weighted_length(text: str, weight: int) -> None:
    assert Measure(limit=280, counting=X.markers.counting).of(text) == weight


def test_addresses_in_plain_text() -> None:
    text = f"See {STATUS}, please.\nhttps://x.com/a/status/1289503474982170625\nhttps://x.com/a"
    link, alone = find_addresses(text, Matcher(PLATFORMS))
    assert (link.marker, text[link.start : link.end]) == ("link", STATUS)
    assert (alone.marker, alone.ref.id) == ("url", "1289503474982170625")


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)


@given(st.lists(WORDS, max_size=6), st.integers(min_value=0, max_value=6))
def test_spans_hold_and_never_overlap(lines: list[str], at: int) -> None:
    lines.insert(min(at, len(lines)), f"Words.{LINE}")
    text = "\n".join(lines)
    end = 0
    for embed in found_in(text):
        assert embed.start is not None
        assert embed.end is not None
        assert end <= embed.start < embed.end <= len(text)
        assert f"(@{embed.handle})" in text[embed.start : embed.end]
        end = embed.end


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(@a) " * 100_000, id="handles"),
        pytest.param("— " * 100_000, id="dashes"),
        pytest.param("x. " * 200_000 + LINE, id="one-long-line"),
        pytest.param("\n" * 300_000 + LINE, id="blank-lines"),
        pytest.param("pic.twitter.com/XXXXXXXXXX— " * 10_000 + LINE, id="media-links"),
    ],
)
def test_hostile_text_takes_linear_time(
    text: str, growth: Callable[[Callable[[int], object]], float]
) -> None:
    assert growth(lambda quarters: found_in(text[: len(text) // 8 * quarters])) < 9

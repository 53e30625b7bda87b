"""Handles that are taken for each other, and names that are one person's. All made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import (
    ArticleReport,
    FindingKind,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.verify.lookalikes import is_slip, look_alike, mixes_scripts, skeleton
from archiver.verify.speaker import is_author, is_surely_author
from tests.verify.stories import Story, writer

SAID = "Nobody asked the people who live by the river before the wall was built."


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param("lenaprobst", "Ienaprobst", True, id="capital-i"),
        pytest.param("lenaprobst", "1enaprobst", True, id="one"),
        pytest.param("lenaprobst", "lenapr0bst", True, id="nought"),
        pytest.param("lenaprobst", "lеnaprobst", True, id="cyrillic"),
        pytest.param("martinbern", "rnartinbern", True, id="rn"),
        pytest.param("walterwolf", "vvalterwolf", True, id="vv"),
        pytest.param("lenaprobst", "lena_probst", True, id="a-stroke"),
        pytest.param("lenaprobst", "lenaprobst24", True, id="digits-put-on"),
        pytest.param("lenaprobst", "_lenaprobst_", True, id="strokes-put-on"),
        pytest.param("lenaprobst", "LenaProbst", False, id="the-same-in-capitals"),
        pytest.param("lenaprobst", "lenapropst", False, id="another-letter"),
        pytest.param("lenaprobst", "lenaprobstreal", False, id="a-word-put-on"),
        pytest.param("team2024", "team2025", False, id="other-digits"),
        pytest.param("abc", "a_b_c", False, id="too-short"),
    ],
)
def test_look_alike(one: str, other: str, *, alike: bool) -> None:
    assert look_alike(one, other) is alike
    assert look_alike(f"@{other}", f"@{one}") is alike


@settings(deadline=None)
@given(st.text(alphabet="abcdefghjkmpqstuxyz_0123456789", max_size=15))
def test_a_handle_looks_like_no_case_of_itself(handle: str) -> None:
    assert not look_alike(handle, handle.upper())
    assert skeleton(handle) == skeleton(f"@{handle}")


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        pytest.param("adalindqvist", "adalindqvst", True, id="a-letter-lost"),
        pytest.param("adalindqvist", "adalinqdvist", True, id="two-swapped"),
        pytest.param("adalindqvist", "boferris", False, id="another"),
        pytest.param("kim", "tim", False, id="too-short-to-tell"),
    ],
)
def test_a_slip_of_the_pen(one: str, other: str, *, slip: bool) -> None:
    assert is_slip(one, other) is slip


def test_scripts_in_one_word() -> None:
    assert mixes_scripts("Lеna Probst")
    assert not mixes_scripts("Лена Probst")
    assert not mixes_scripts("Lena Probst 🌊")


# -- in a report ------------------------------------------------------------------------


post = writer(SAID, author_name="Lena Probst", handle="lenaprobst", author_id="7")


def report(named: str, *postings: SocialMediaPosting) -> ArticleReport:
    story = Story(named=named).says(f"{named} posted:", SAID).shows(*postings, copy="")
    return story.report(*postings)


def test_a_handle_that_looks_like_the_post_s_is_told_as_such() -> None:
    made = report("@1enaprobst", post())
    assert made.quotations[0].verdict is Verdict.EXACT
    (finding,) = made.findings
    assert finding.kind is FindingKind.HANDLE_MISMATCH
    assert "they look alike" in finding.message
    assert finding.sides == {"article": "@1enaprobst", "platform": "@lenaprobst"}
    (renamed,) = report("@quitedifferent", post()).findings
    assert "renamed" in renamed.message


@pytest.mark.parametrize(
    ("named", "verdict"),
    [
        pytest.param("@lenaprobts", "exact", id="mistyped"),
        pytest.param("@lenapr0bst", "exact", id="made-to-look-so"),
        pytest.param("@ottoquast", "misattributed", id="quite-another"),
    ],
)
def test_a_slip_in_a_handle_accuses_nobody(named: str, verdict: str) -> None:
    copy = post(witness=Witness.EMBED)
    assert report(named, copy).quotations[0].verdict == verdict


def test_two_accounts_that_look_alike_are_told_of() -> None:
    double = post("Good night.", 2, handle="Ienaprobst", author_id="8")
    (finding,) = report("Probst", post(), double).findings
    assert finding.kind is FindingKind.HANDLE_MISMATCH
    assert finding.sides == {"x:1": "@lenaprobst", "x:2": "@Ienaprobst"}
    renamed = post("Good night.", 2, handle="Ienaprobst", author_id="7")
    assert report("Probst", post(), renamed).findings == ()


def test_a_name_in_two_scripts_is_told_of() -> None:
    (finding,) = report("@lenaprobst", post(author_name="Lеna Probst")).findings
    assert "two scripts" in finding.message


def test_a_repost_has_the_words_of_another() -> None:
    (finding,) = report("Probst", post(f"RT @ottoquast: {SAID}")).findings
    assert finding.message == "The post repeats one by @ottoquast: the words are that account's."
    assert report("Probst", post(f"I agree with RT @ottoquast. {SAID}")).findings == ()


# -- who --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "author", "same", "surely"),
    [
        pytest.param("Bob Ferris", "Robert Ferris", True, True, id="bob"),
        pytest.param("Robert Ferris", "Bob Ferris", True, True, id="robert"),
        pytest.param("Rob Ferris", "Bobby Ferris", True, True, id="two-short-forms"),
        pytest.param("Bill Ferris", "Robert Ferris", False, False, id="another-given-name"),
        pytest.param("Mayor Bob Ferris", "Robert Ferris", True, True, id="title"),
        pytest.param("Саша Лебедев", "Александр Лебедев", True, True, id="russian"),
        pytest.param("Лебедева", "Александр Лебедев", True, True, id="genitive"),
        pytest.param("Лебединский", "Александр Лебедев", False, False, id="another-family"),
        pytest.param("Лебедев", "Alexander Lebedev", None, False, id="another-script"),
        pytest.param("田中", "田中一郎", True, True, id="family-name"),
        pytest.param("田中一郎", "鈴木一郎", False, False, id="another-family-name"),
        pytest.param("김민수", "김민수 의원", True, True, id="korean"),
    ],
)
def test_names_of_one_person(named: str, author: str, same: bool | None, *, surely: bool) -> None:
    posting = post(author_name=author, handle="nothing1")
    known = post(author_name=author, handle=None)
    assert is_author(named, known) is same
    assert is_surely_author(named, known) is surely
    if same is not None:
        assert is_author(named, posting) is same

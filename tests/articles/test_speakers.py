from __future__ import annotations

import pytest

from archiver.articles.cues import tokens_of
from archiver.articles.labels import Label
from archiver.articles.lexicons import lexicon
from archiver.articles.speakers import first_subject, subject_after, subject_before
from archiver.articles.subjects import teller

LEXICON = lexicon("en")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        pytest.param("Sen. Tad Creel wrote", ["Tad Creel"], id="title"),
        pytest.param("Texas Sen. Tad Creel wrote", ["Texas", "Tad Creel"], id="title-inside"),
        pytest.param("the Associated Press wrote", ["Associated Press"], id="title-last"),
        pytest.param("President Daniel J. Tramm wrote", ["Daniel J. Tramm"], id="initial"),
        pytest.param("Ulrike von der Leeuw wrote", ["Ulrike von der Leeuw"], id="particles"),
        pytest.param("On Tuesday Thea May wrote", ["Thea May"], id="month-as-surname"),
        pytest.param("Creel Tuesday wrote", ["Creel"], id="day-behind"),
        pytest.param("Ana O’Neil-Ruiz wrote", ["Ana O’Neil-Ruiz"], id="apostrophe-and-hyphen"),
        pytest.param("Creel's aide Lou Reid wrote", ["Creel", "Lou Reid"], id="possessive"),
        pytest.param("the teachers’ union wrote", [], id="plural-possessive"),
        pytest.param("@a_b.c wrote", ["@a_b.c"], id="handle"),
        pytest.param("Critics wrote on Twitter", [], id="common-first-word"),
        pytest.param("Владимир Петров wrote", ["Владимир Петров"], id="cyrillic"),
    ],
)
def test_names(words: str, names: list[str]) -> None:
    found = [token.text for token in tokens_of(words, LEXICON) if token.labels & Label.NAME]
    assert found == names


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        pytest.param("Bob Jones tweeted", "Bob Jones", id="next-to-it"),
        pytest.param("Bob Jones later also angrily tweeted", "Bob Jones", id="adverbs"),
        pytest.param("Bob Jones (@bob) tweeted", "Bob Jones", id="brackets"),
        pytest.param("Bob Jones, a Welshman from Leeds, tweeted", "Bob Jones", id="apposition"),
        pytest.param("the chairman, Bob Jones, tweeted", "Bob Jones", id="name-as-apposition"),
        pytest.param("Bob Jones of Leeds tweeted", "Bob Jones", id="of-a-place"),
        pytest.param("Bob Jones in a rage tweeted", "Bob Jones", id="phrase-between"),
        pytest.param("a friend of Bob Jones tweeted", None, id="friend-of"),
        pytest.param("a friend of the singer Bob Jones tweeted", None, id="friend-of-the-singer"),
        pytest.param("the Jones campaign tweeted", None, id="campaign"),
        pytest.param("Jones's lawyer tweeted", None, id="lawyer"),
        pytest.param("Bob Jones and Ann Poole tweeted", None, id="joint"),
        pytest.param("somebody tweeted", None, id="nobody-named"),
    ],
)
def test_subject_before(words: str, subject: str | None) -> None:
    tokens = tokens_of(words, LEXICON)
    verb = [token.text for token in tokens].index("tweeted")
    found = subject_before(tokens, verb)
    assert (found and found.text) == subject


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        pytest.param("tweeted Bob Jones, the chairman", "Bob Jones", id="next-to-it"),
        pytest.param("tweeted the club's chairman Bob Jones", "Bob Jones", id="title"),
        pytest.param("tweeted White House aide Bob Jones", "Bob Jones", id="plain-title"),
        pytest.param("tweeted White House press secretary Bob Jones", "Bob Jones", id="titles"),
        pytest.param("tweeted a friend of Bob Jones", None, id="friend-of"),
        pytest.param("tweeted on Monday. Bob Jones", None, id="full-stop"),
        pytest.param("tweeted Bob Jones and Ann Poole", None, id="joint"),
    ],
)
def test_subject_after(words: str, subject: str | None) -> None:
    found = subject_after(tokens_of(words, LEXICON), 0)
    assert (found and found.text) == subject


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        pytest.param("Bob Jones left the hall.", "Bob Jones", id="first"),
        pytest.param("On Monday, Bob Jones left.", "Bob Jones", id="phrase-in-front"),
        pytest.param("On Monday Bob Jones left.", None, id="phrase-without-comma"),
        pytest.param("Tesla boss Ewan Mast left.", None, id="title-or-verb"),
        pytest.param("Jones attacked Poole.", "Jones", id="verb-ending"),
        pytest.param("Jones's dog left.", None, id="possessive"),
        pytest.param("Bob Jones and Ann Poole left.", None, id="joint"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_first_subject(words: str, subject: str | None) -> None:
    found = first_subject(tokens_of(words, LEXICON))
    assert (found and found.text) == subject


def test_the_teller_of_a_sentence_is_not_its_first_name() -> None:
    tokens = tokens_of("Flight Nine was late, Ann Poole told Reuters.", LEXICON)
    found = teller(tokens)
    assert found is not None
    assert found.text == "Ann Poole"

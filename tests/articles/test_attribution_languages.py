from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from archiver.articles.lexicons import lexicon
from archiver.articles.quotations import find_quotations
from archiver.model import Channel

FOLDER = Path(__file__).parents[2] / "fixtures" / "quotations"
TAGS = ("de", "es", "fr", "id", "it", "nl", "pl", "pt", "ru", "tr", "uk")
CASES: dict[str, list[dict[str, Any]]] = {
    tag: tomllib.loads((FOLDER / f"{tag}.toml").read_text("utf-8"))["cases"] for tag in TAGS
}
ALL = [
    pytest.param(tag, case, id=f"{tag}-{case['id']}")
    for tag, cases in CASES.items()
    for case in cases
]
SPEECH = {"posted", "spoken", "neutral"}


@pytest.mark.parametrize(("tag", "case"), ALL)
def test_who_says_it_and_where(tag: str, case: dict[str, Any]) -> None:
    found = find_quotations(case["text"], language=tag)
    quotation = found[case.get("at", 0)]
    assert (quotation.channel.value, quotation.attributed_to) == (
        case["channel"],
        case.get("speaker"),
    )
    assert quotation.quote.exact == case.get("exact", quotation.quote.exact)
    assert len(found) == case.get("count", len(found))


@pytest.mark.parametrize("tag", TAGS)
def test_each_language_has_many_cases_and_half_of_them_are_no_posts(tag: str) -> None:
    cases = CASES[tag]
    posted = sum(case["channel"] == "posted" for case in cases)
    assert len(cases) >= 35
    assert len({case["id"] for case in cases}) == len(cases)
    assert posted <= 0.6 * len(cases)


@pytest.mark.parametrize(
    ("tag", "case"),
    [one for one in ALL if one.values[1]["channel"] in SPEECH],  # type: ignore[index]
)
def test_another_paragraph_behind_changes_nothing(tag: str, case: dict[str, Any]) -> None:
    alone = find_quotations(case["text"], language=tag)
    more = find_quotations(case["text"] + "\n2024.\n", language=tag)
    assert [(q.channel, q.attributed_to, q.position) for q in alone] == [
        (q.channel, q.attributed_to, q.position) for q in more
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_the_language_of_a_short_text_is_seen_by_its_small_words(tag: str) -> None:
    unlike = [
        case["id"]
        for case in CASES[tag]
        if case["channel"] == "posted"
        and "speaker" in case
        and [(q.channel, q.attributed_to) for q in find_quotations(case["text"])]
        != [(q.channel, q.attributed_to) for q in find_quotations(case["text"], language=tag)]
    ]
    # Some sentences of seven words are as good Spanish as Portuguese.
    assert len(unlike) <= len(CASES[tag]) // 4, unlike


@pytest.mark.parametrize("tag", [*TAGS, "en"])
def test_no_word_of_a_table_is_of_another_shape_than_the_text(tag: str) -> None:
    phrases = [phrase for found in lexicon(tag).phrases.values() for phrase, _ in found]
    assert phrases
    assert not [p for p in phrases if any(w != w.casefold() or "’" in w or "_" in w for w in p)]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        pytest.param("de", "„Wir gehen“, schrieb Harms in einem Brief auf X.", id="de"),
        pytest.param("fr", "« Nous partons », a dit Roche à l’AFP avant de tweeter.", id="fr"),
        pytest.param("es", "«Nos vamos», dijo Vela a EFE tras su mensaje en X.", id="es"),
        pytest.param("ru", "«Мы уходим», — сказал Харин в интервью после поста в X.", id="ru"),
    ],
)
def test_what_was_said_elsewhere_is_never_a_post(tag: str, text: str) -> None:
    assert find_quotations(text, language=tag)[0].channel is Channel.SPOKEN

from __future__ import annotations

from dataclasses import fields

import pytest

from archiver.text.language import Judging, available, language


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        pytest.param("en", "en", id="primary"),
        pytest.param("en-GB", "en", id="region"),
        pytest.param("EN-us", "en", id="case"),
        pytest.param(None, "en", id="unknown"),
        pytest.param("xx", "en", id="no-tables"),
        pytest.param("", "en", id="empty"),
    ],
)
def test_language_by_tag(tag: str | None, found: str) -> None:
    assert language(tag).tag == found


def test_tables_are_read_once() -> None:
    assert language("en") is language("en")
    assert "en" in available()
    assert available() == tuple(sorted(available()))


@pytest.mark.parametrize("tag", available())
def test_every_file_is_whole(tag: str) -> None:
    judging, attribution = language(tag).judging, language(tag).attribution
    assert judging.negations
    assert judging.numbers
    assert judging.function_words
    assert judging.platforms
    assert judging.months
    assert attribution["posted_verbs"]
    assert attribution.get("spoken_verbs") or attribution["patterns"]


@pytest.mark.parametrize("tag", available())
def test_all_entries_are_folded(tag: str) -> None:
    judging = language(tag).judging
    for field in fields(Judging):
        table = getattr(judging, field.name)
        if isinstance(table, bool):
            continue
        words = [word for word in table if isinstance(word, str)]
        assert [w for w in words if w != w.casefold() or "’" in w] == [], field.name


@pytest.mark.parametrize("tag", available())
def test_opposites_hold_both_ways(tag: str) -> None:
    opposites = language(tag).judging.opposites
    for word, others in opposites.items():
        assert word not in others
        assert all(word in opposites[other] for other in others)


def test_no_word_is_a_negation_and_a_qualifier() -> None:
    judging = language("en").judging
    assert judging.negations & judging.qualifiers == frozenset()
    assert judging.qualifiers >= judging.modals | judging.conditions


@pytest.mark.parametrize("tag", available())
def test_every_ending_of_a_contraction_has_an_apostrophe(tag: str) -> None:
    assert all("'" in ending for ending in language(tag).judging.contraction_endings)

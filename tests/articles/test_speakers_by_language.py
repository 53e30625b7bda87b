"""Who speaks in sentences as papers write them: roles, unusual verbs, names of many shapes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from archiver.articles.quotations import find_quotations
from archiver.model import Quotation

FOLDER = Path(__file__).parent / "speakers"
ALL = [
    pytest.param(tag, case, id=f"{tag}-{case['id']}")
    for path in sorted(FOLDER.glob("*.toml"))
    for tag, cases in tomllib.loads(path.read_text("utf-8")).items()
    for case in cases
]


def longest(text: str, tag: str) -> Quotation:
    return max(find_quotations(text, language=tag), key=lambda one: len(one.quote.exact))


@pytest.mark.parametrize(("tag", "case"), ALL)
def test_who_says_it(tag: str, case: dict[str, Any]) -> None:
    found = longest(case["text"], tag)
    assert (found.attributed_to, found.channel.value) == (case.get("speaker"), case["channel"])


def test_every_case_has_its_own_id() -> None:
    ids = [one.id for one in ALL]
    assert len(ALL) >= 400
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("introduced", "speaker"),
    [
        pytest.param("Mayor Ann Lee smiled.", "Ann Lee", id="title"),
        pytest.param("The mayor, Ann Lee, smiled.", "Ann Lee", id="title-comma"),
        pytest.param("Ann Lee, the mayor of Brough, smiled.", "Ann Lee", id="apposition"),
        pytest.param("Ann Lee, mayor of Brough, smiled.", "Ann Lee", id="without-article"),
        pytest.param("Mayor Ann Lee smiled. Mayor Lee left.", "Ann Lee", id="named-twice"),
        pytest.param("Mayor Ann Lee met Jan Cole.", "Ann Lee", id="another-without-it"),
        pytest.param("Mayor Ann Lee met Mayor Jan Cole.", None, id="two-mayors"),
        pytest.param("Former mayor Ann Lee smiled.", None, id="former"),
        pytest.param("Deputy mayor Ann Lee smiled.", None, id="deputy"),
        pytest.param("Ann Lee smiled.", None, id="no-title"),
        pytest.param("The council smiled.", None, id="no-name"),
    ],
)
def test_a_role_means_the_one_who_was_introduced_by_it(
    introduced: str, speaker: str | None
) -> None:
    text = f"{introduced} “We will build the bridge next year,” the mayor wrote on X."
    assert longest(text, "en").attributed_to == speaker


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param("a mayor wrote on X.", id="indefinite"),
        pytest.param("the mayor of Hull wrote on X.", id="of-another-town"),
        pytest.param("the French mayor wrote on X.", id="of-another-country"),
        pytest.param("the former mayor wrote on X.", id="former"),
        pytest.param("the mayor's husband wrote on X.", id="relative"),
        pytest.param("the mayor never wrote on X.", id="denied"),
        pytest.param("a friend of the mayor wrote on X.", id="friend"),
        pytest.param("wrote a critic of the mayor on X.", id="critic"),
    ],
)
def test_other_words_beside_a_role_make_another_of_it(behind: str) -> None:
    text = f"Mayor Ann Lee smiled. “We will build the bridge next year,” {behind}"
    assert longest(text, "en").attributed_to is None


def test_who_is_named_only_later_is_not_yet_meant() -> None:
    text = "“We will build it next year,” the mayor wrote on X. Mayor Ann Lee was ill."
    assert longest(text, "en").attributed_to is None

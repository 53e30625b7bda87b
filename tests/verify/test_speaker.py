from __future__ import annotations

import pytest

from archiver.hookspecs import HandleForm
from archiver.verify.speaker import is_author, is_surely_author, same_handle
from tests.verify.stories import writer

post = writer()


@pytest.mark.parametrize(
    ("named", "author", "handle", "expected"),
    [
        pytest.param("Trump", "Donald J. Trump", "realDonaldTrump", True, id="family-name"),
        pytest.param("President Trump", "Donald J. Trump", "rdt", True, id="title"),
        pytest.param("Melania Trump", "Donald J. Trump", "rdt", False, id="family"),
        pytest.param("Don Trump", "Donald J. Trump", "rdt", True, id="short-form"),
        pytest.param("Joe Biden", "President Biden", "POTUS", True, id="title-for-a-name"),
        pytest.param("Kardashian West", "Kim Kardashian West", "kkw", True, id="two-part-name"),
        pytest.param("Kim Kardashian", "kim", "KimKardashian", True, id="in-the-handle"),
        pytest.param("Bo Ferris", "Ada Lindqvist", "ada", False, id="somebody-else"),
        pytest.param("Ye", "ye", "kanyewest", True, id="short-name"),
        pytest.param("Ed", "Fred Norman", "frednorman", False, id="short-name-inside-another"),
        pytest.param("@VP", "Mike", "vp", True, id="handle-whatever-its-case"),
        pytest.param("@vp1", "Mike", "vp", False, id="other-handle"),
        pytest.param("@vp", "Mike", None, None, id="handle-unknown"),
        pytest.param(None, "Mike", "vp", None, id="nobody-named"),
        pytest.param("Mike", None, None, None, id="author-unknown"),
        pytest.param("u/vp", "Mike", "VP", True, id="a-user-of-reddit"),
        pytest.param("u/vp1", "Mike", "vp", False, id="another-user-of-reddit"),
        pytest.param("Beyoncé", "BEYONCÉ", "Beyonce", True, id="accent-and-case"),
    ],
)
def test_is_author(
    named: str | None, author: str | None, handle: str | None, *, expected: bool | None
) -> None:
    posting = post(author_name=author, handle=handle)
    assert is_author(named, posting) is expected


@pytest.mark.parametrize(
    ("named", "author", "fits", "surely"),
    [
        pytest.param("山田", "山田太郎", True, True, id="family-name"),
        pytest.param("太郎", "山田太郎", True, True, id="given-name"),
        pytest.param("山田太郎", "山田 太郎", True, True, id="with-a-space"),
        pytest.param("新田", "新田ある", True, True, id="given-name-in-kana"),
        pytest.param("山田太郎", "山田", True, False, id="more-than-is-known"),
        pytest.param("山田花子", "山田太郎", False, False, id="one-family"),
        pytest.param("田中", "山田太郎", False, False, id="another-family"),
        pytest.param("王", "王小明", True, False, id="family-name-of-many"),
        pytest.param("王大明", "王小明", False, False, id="one-family-of-one-sign"),
        pytest.param("김", "김민준", True, False, id="korean-family-name"),
        pytest.param("김민준 시장", "김민준", True, True, id="with-a-title"),
        pytest.param("박서연", "박민준", False, False, id="korean-one-family"),
    ],
)
def test_names_without_spaces(named: str, author: str, *, fits: bool, surely: bool) -> None:
    posting = post(author_name=author, handle="acct_1")
    assert is_author(named, posting) is fits
    assert is_surely_author(named, posting) is surely


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("@JaneDoe", "janedoe", True, id="case-and-sign"),
        pytest.param("@janedoe", "johndoe", False, id="another"),
        pytest.param("@jane", "jane@mas.example", True, id="without-its-server"),
        pytest.param("@jane@mas.example", "jane@mas.example", True, id="with-its-server"),
        pytest.param("@jane@mas.example", "jane@other.example", False, id="another-server"),
        pytest.param("@jane", "jane.bsky.social", True, id="first-part-of-a-domain"),
        pytest.param("@jane.bsky.social", "Jane.bsky.social", True, id="a-domain"),
        pytest.param("@jane.bsky.social", "jane.example", False, id="another-domain"),
        pytest.param("@jane", "john.bsky.social", False, id="another-first-part"),
        pytest.param("@jane_doe", "jane_doe", True, id="underscore"),
        pytest.param("@", "jane", False, id="no-handle"),
    ],
)
def test_handles_of_one_account(one: str, other: str, same: bool) -> None:
    assert same_handle(one, other) is same
    assert same_handle(other, one) is same


PLAIN, DOMAIN, DOTLESS = HandleForm.PLAIN, HandleForm.DOMAIN, HandleForm.DOTLESS


@pytest.mark.parametrize(
    ("form", "one", "other", "same"),
    [
        pytest.param(PLAIN, "@mira", "mira.testova", False, id="a-dot-is-of-the-name"),
        pytest.param(PLAIN, "@Mira.Testova", "mira.testova", True, id="the-same-with-a-dot"),
        pytest.param(PLAIN, "@miratestova", "mira.testova", False, id="without-its-dot"),
        pytest.param(PLAIN, "@jane", "jane@mas.example", True, id="without-its-server"),
        pytest.param(PLAIN, "@jane@mas.example", "jane@other.example", False, id="other-server"),
        pytest.param(PLAIN, "@jane.", "jane", True, id="the-full-stop-of-a-sentence"),
        pytest.param(DOMAIN, "@jane", "jane.bsky.social", True, id="first-part-of-a-domain"),
        pytest.param(DOMAIN, "@jane.bsky.social", "jane.example", False, id="another-domain"),
        pytest.param(DOTLESS, "quay.gazette", "quaygazette", True, id="dots-that-do-not-count"),
        pytest.param(DOTLESS, "quay", "quay.gazette", False, id="a-part-of-it"),
    ],
)
def test_handles_by_their_form(form: HandleForm, one: str, other: str, same: bool) -> None:
    assert same_handle(one, other, form) is same
    assert same_handle(other, one, form) is same

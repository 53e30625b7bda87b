"""Quotations laid against posts, as the tables of these tests write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archiver.model import Alignment
from archiver.text.language import Judging, language
from archiver.text.tokens import tokenize
from archiver.verify.align import align, prepare

Lay = Callable[[str, str], Alignment | None]
LayIn = Callable[[str, str, str], Alignment | None]


@pytest.fixture(scope="session")
def english() -> Judging:
    return language("en").judging


@pytest.fixture(scope="session")
def lay(english: Judging) -> Lay:
    """The quotation against the post, one way."""
    return lambda quotation, post: align(prepare(quotation), tokenize(post), english)


@pytest.fixture(scope="session")
def lay_in() -> LayIn:
    """The quotation against the post by the tables of a language: (tag, quotation, post)."""
    return lambda tag, quotation, post: align(
        prepare(quotation), tokenize(post), language(tag).judging
    )

"""A captured post of every platform clears who quotes it and convicts who alters it."""

from __future__ import annotations

import html
import importlib.util
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from archiver.fetch.drive import Replay, visit
from archiver.hookspecs import Platform
from archiver.model import Capture, Materiality, QuotationReview, SocialMediaPosting, Verdict
from archiver.pipeline import ArticleSource, Desk, check
from archiver.plugins import build_manager, platforms
from archiver.store import Archive

ROOT = Path(__file__).resolve().parents[2]
PAGE = """<html lang="en"><article><h1>A title of the article</h1>
<p>This paragraph is long enough to count as running text of an article about a town.</p>
<p>{author} wrote in a post: “{words}”</p><p><a href="{url}">{url}</a></p>
<p>And this one is long enough as well, and goes on for a while about the town.</p></article>"""


@cache
def every() -> tuple[Platform, ...]:
    return platforms(build_manager(load_entry_points=False))


NAMES = [platform.name for platform in every() if not platform.last_resort]


@cache
def _helpers() -> ModuleType:
    """The reader of platform fixtures, which stands in the conftest of their own tests."""
    path = ROOT / "tests" / "platforms" / "conftest.py"
    spec = importlib.util.spec_from_file_location("platform_fixtures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def captured(name: str) -> tuple[str, Capture, SocialMediaPosting]:
    """The address that was asked for, what came, and the best that was read."""
    case: Any = _helpers()._load(ROOT / "fixtures" / "platforms" / name / "simple")
    platform = next(one for one in every() if one.name == name)
    ref = platform.match(case.url)
    assert ref is not None
    capture = visit(platform, ref, Replay(case.capture(ref)), lambda: case.captured_at)
    return case.url, capture, platform.parse(capture)[0]


@pytest.fixture
def judge(tmp_path: Path, fixed_clock: Callable[[], Any]) -> Iterator[Callable[..., Any]]:
    with Archive.open(tmp_path / "archive.db", clock=fixed_clock) as archive:
        desk = Desk(archive=archive, platforms=every(), transport=None, clock=fixed_clock)

        def judged(name: str, change: Callable[[str], str]) -> QuotationReview:
            url, capture, posting = captured(name)
            archive.add_capture(capture)
            page = PAGE.format(
                author=html.escape(posting.author_name or posting.handle or "The author"),
                words=html.escape(change(posting.text)),
                url=html.escape(url),
            )
            source = ArticleSource(name="a.html", payload=page.encode(), received=fixed_clock())
            (review,) = check(source, desk).report.quotations
            return review

        yield judged


@pytest.mark.parametrize("name", NAMES)
def test_its_own_words_are_faithful(name: str, judge: Callable[..., QuotationReview]) -> None:
    review = judge(name, lambda words: words)
    assert review.verdict in {Verdict.EXACT, Verdict.CONVENTIONAL}, review.reasons
    assert review.posting is not None
    assert review.posting.ref.platform == name


@pytest.mark.parametrize("name", NAMES)
def test_a_never_put_in_is_found(name: str, judge: Callable[..., QuotationReview]) -> None:
    review = judge(name, _with_never)
    if not captured(name)[2].complete:
        assert review.verdict is Verdict.UNVERIFIABLE, review.reasons
        return
    assert review.verdict is Verdict.ALTERED, review.reasons
    assert review.materiality is Materiality.MEANING


def _with_never(words: str) -> str:
    parts = words.split(" ")
    return " ".join([*parts[:3], "never", *parts[3:]])

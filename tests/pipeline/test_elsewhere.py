"""Words that only a post of the archive has, which the article doesn't show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archiver.errors import InputError
from archiver.model import Verdict
from archiver.pipeline import capture, check

KIM = "1037470730156351681"
IVANKA = "1037495027760894016"
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
PAGE = (
    '<!doctype html><html lang="en"><head><title>Prisons</title></head><body><article>'
    "<h1>Prisons</h1><p>The White House held a meeting on prisons this week, and many came.</p>"
    "<p>Ivanka Trump tweeted: “{}”</p>"
    '<blockquote class="twitter-tweet"><p lang="en">Great working session today at the White House '
    "on ways to improve the clemency process with policy leaders and criminal justice reform "
    "advocates.</p>&mdash; Ivanka Trump (@IvankaTrump) "
    f'<a href="https://twitter.com/IvankaTrump/status/{IVANKA}">September 6, 2018</a></blockquote>'
    "</article></body></html>"
)


@pytest.mark.parametrize(
    ("words", "captured", "verdict"),
    [
        pytest.param(
            "I knew I couldn’t stop at just one.", True, "misattributed", id="another-s-words"
        ),
        pytest.param("I knew I couldn’t stop at just one.", False, "not_found", id="not-captured"),
        pytest.param("I knew I could never stop at just one.", True, "not_found", id="nearly"),
    ],
)
def test_a_post_of_another_in_the_archive(
    bench: Any, words: str, verdict: str, *, captured: bool
) -> None:
    bench.web.on(SYNDICATION, KIM, bench.tweet(KIM, picture=None))
    if captured:
        with bench.open() as desk:
            capture(f"https://x.com/KimKardashian/status/{KIM}", desk)
    source = replace(bench.page, name="a.html", payload=PAGE.format(words).encode())
    with bench.open(offline=True) as desk:
        checked = check(source, desk)
        (review,) = [
            one for one in checked.report.quotations if one.verdict is not Verdict.OUT_OF_SCOPE
        ]
        assert review.verdict == verdict, review.reasons
        assert desk.archive.audit() == ()
    if verdict == "misattributed":
        assert review.posting is not None
        assert review.posting.ref.id == KIM
        assert review.posting in checked.report.versions


def test_the_style_of_a_check_is_kept(bench: Any) -> None:
    source = replace(bench.page, name="a.html", payload=PAGE.format("Great session").encode())
    with bench.open(offline=True) as desk:
        made = check(source, desk, style="strict")
        kept = desk.archive.report(made.check_id)
        assert made.report.style == kept.style == "strict"
        with pytest.raises(InputError, match="no style"):
            check(source, desk, style="nobody's")

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from archiver.model import (
    ArticleReport,
    Claimant,
    Link,
    Poll,
    PostRef,
    Precision,
    TimeClaim,
    TimeKind,
)
from archiver.report.json import dumps, to_dict

CONTRACT = {
    "article": ["url", "title", "published", "language", "sha256"],
    "postings": [
        "ref",
        "url",
        "platform",
        "author",
        "handle",
        "created",
        "created_precision",
        "text",
        "witness",
        "availability",
        "images",
    ],
    "quotations": [
        "exact",
        "prefix",
        "suffix",
        "start",
        "end",
        "attribution",
        "attributed_to",
        "verdict",
        "materiality",
        "coverage",
        "posting",
        "edits",
        "reasons",
    ],
}


def test_a_whole_report(arabic: ArticleReport) -> None:
    text = "لن نرفع أسعار الخبز هذا العام، والدعم مستمر."
    assert to_dict(arabic) == {
        "schema": "archiver.report/1",
        "article": {
            "url": "https://news.example/a",
            "title": "الوزير يتحدث عن أسعار الخبز",
            "published": "2026-06-02",
            "language": "ar",
            "sha256": hashlib.sha256(arabic.article.text.encode()).hexdigest(),
            "source": arabic.article.source,
            "modified": None,
            "dates": [],
        },
        "postings": [
            {
                "ref": "x:1985046721900000013",
                "url": "https://social.example/wazir_tamween/status/1985046721900000013",
                "platform": "x",
                "author": "وزير التموين",
                "handle": "wazir_tamween",
                "created": "2026-06-01T03:04:05Z",
                "created_precision": "second",
                "text": text,
                "witness": "platform",
                "availability": "available",
                "images": [],
                "witnesses": [
                    {
                        "witness": "platform",
                        "parser": "x.api/1",
                        "text": text,
                        "created": "2026-06-01T03:04:05Z",
                        "complete": True,
                        "availability": "available",
                        "witnessed_at": "2026-11-24T08:53:12Z",
                        "incomplete_reason": None,
                        "superseded": None,
                        "version_id": None,
                        "repairs": [],
                        "imported": None,
                    }
                ],
                "complete": True,
                "language": "ar",
                "author_id": None,
                "edited": None,
                "was_edited": False,
                "superseded": None,
                "version_id": None,
                "version_ids": [],
                "links": [],
                "in_reply_to": None,
                "shared_content": None,
                "content_warning": None,
                "poll": None,
                "opt_outs": [],
                "times": [],
            }
        ],
        "quotations": [
            {
                "exact": "سنرفع أسعار الخبز هذا العام، والدعم مستمر.",
                "prefix": "وكتب الوزير على منصة إكس: «",
                "suffix": "» ثم أغلق التعليقات.",
                "start": 27,
                "end": 69,
                "attribution": "وزير التموين",
                "attributed_to": "وزير التموين",
                "verdict": "altered",
                "materiality": "meaning",
                "coverage": "whole",
                "posting": "x:1985046721900000013",
                "edits": [
                    {
                        "kind": "negation_changed",
                        "quotation": "سنرفع",
                        "original": "لن نرفع",
                        "at": [27, 32],
                        "original_at": [0, 7],
                    }
                ],
                "reasons": [],
                "channel": "posted",
                "kind": "marks",
                "target": [0, 44],
                "before": "",
                "after": "",
                "witness": "platform",
            }
        ],
        "findings": [],
        "pictures": [],
        "screenshots": [],
        "rules": "rules/1",
        "style": "plain",
        "exit_code": 1,
        "notes": [],
    }


def test_what_stands_beside_the_words(arabic: ArticleReport) -> None:
    moment = datetime(2026, 6, 2, 3, 4, 5, 678000, tzinfo=UTC)
    ref = PostRef(platform="mastodon", id="mas.example/1")
    (posting,) = arabic.postings
    full = replace(
        posting,
        author_id="7",
        edited=moment,
        superseded=moment,
        version_id="bafy",
        version_ids=("1", "2"),
        links=(Link(text="news.example/…", url="https://news.example/story"),),
        in_reply_to=ref,
        shared_content=ref,
        content_warning="food",
        poll=Poll(question="Bread?", options=("yes", "no"), closes=moment),
        opt_outs=("noindex",),
        times=(
            TimeClaim(
                kind=TimeKind.INDEXED,
                time=moment,
                precision=Precision.MILLISECOND,
                claimant=Claimant.PLATFORM,
                field="indexedAt",
            ),
        ),
    )
    made = to_dict(replace(arabic, postings=(full,), versions=(full,)))["postings"][0]
    assert {key: made[key] for key in list(made)[-13:]} == {
        "author_id": "7",
        "edited": "2026-06-02T03:04:05Z",
        "was_edited": True,
        "superseded": "2026-06-02T03:04:05Z",
        "version_id": "bafy",
        "version_ids": ["1", "2"],
        "links": [{"text": "news.example/…", "url": "https://news.example/story"}],
        "in_reply_to": "mastodon:mas.example/1",
        "shared_content": "mastodon:mas.example/1",
        "content_warning": "food",
        "poll": {"question": "Bread?", "options": ["yes", "no"], "closes": "2026-06-02T03:04:05Z"},
        "opt_outs": ["noindex"],
        "times": [
            {
                "kind": "indexed",
                "time": "2026-06-02T03:04:05.678Z",
                "claimant": "platform",
                "field": "indexedAt",
            }
        ],
    }


def test_the_worked_example(worked: ArticleReport) -> None:
    made = to_dict(worked)
    assert [each["verdict"] for each in made["quotations"]] == [
        "out_of_scope",
        "conventional",
        "out_of_scope",
        "out_of_scope",
        "exact",
    ]
    assert made["quotations"][1]["edits"] == [
        {
            "kind": "edge_punctuation",
            "quotation": ".",
            "original": "",
            "at": [467, 468],
            "original_at": [207, 207],
        }
    ]
    assert made["postings"][0]["ref"] == "x:?KimKardashian/2018-09-05/1"
    assert made["postings"][0]["url"] is None
    assert made["postings"][0]["created"] == "2018-09-05"
    assert made["postings"][0]["created_precision"] == "day"
    assert made["exit_code"] == 0


def test_the_keys_of_the_contract_come_first_in_order(council: ArticleReport) -> None:
    made = to_dict(council)
    assert list(made)[:5] == ["schema", "article", "postings", "quotations", "findings"]
    assert list(made["article"])[:5] == CONTRACT["article"]
    for room in ("postings", "quotations"):
        for each in made[room]:
            assert list(each)[: len(CONTRACT[room])] == CONTRACT[room]
    assert list(made["postings"][0]["images"][0])[:4] == ["url", "alt", "sha256", "phash"]


def test_positions_count_the_articles_code_points(samples: Mapping[str, ArticleReport]) -> None:
    for name, report in samples.items():
        if name == "hostile":
            continue
        for each in to_dict(report)["quotations"]:
            assert report.article.text[each["start"] : each["end"]] == each["exact"]
            for edit in each["edits"]:
                assert report.article.text[slice(*edit["at"])] == edit["quotation"]


def test_a_quotation_without_a_post(council: ArticleReport) -> None:
    made = to_dict(council)["quotations"][6]
    nothing = {"materiality", "coverage", "posting", "target", "before", "after", "witness"}
    assert {key: made[key] for key in nothing} == dict.fromkeys(nothing)
    assert made["edits"] == []
    assert made["verdict"] == "not_found"


def test_all_witnesses_of_a_post_strongest_first(council: ArticleReport) -> None:
    witnesses = to_dict(council)["postings"][0]["witnesses"]
    assert [each["witness"] for each in witnesses] == ["platform", "archive", "embed"]
    assert witnesses[1]["witnessed_at"] == "2026-11-03T02:11:00Z"
    assert witnesses[2]["created"] == "2026-11-02"
    assert "keep two of" in witnesses[2]["text"]


def test_findings(council: ArticleReport) -> None:
    assert to_dict(council)["findings"][2] == {
        "kind": "date_mismatch",
        "message": "The article says Tuesday, the post is of Monday.",
        "posting": "mastodon:mas.example/113414526712345678",
        "quotation": 2,
        "sides": {"article": "Tuesday", "id": "2026-11-02"},
    }


@pytest.mark.parametrize(
    ("created", "precision", "written"),
    [
        pytest.param(None, None, None, id="not known"),
        pytest.param(datetime(2018, 9, 5, tzinfo=UTC), Precision.DAY, "2018-09-05", id="day"),
        pytest.param(
            datetime(2018, 9, 5, 22, 41, 12, 999_000, tzinfo=UTC),
            Precision.SECOND,
            "2018-09-05T22:41:12Z",
            id="second",
        ),
        pytest.param(
            datetime(2018, 9, 5, 22, 41, 12, 7_000, tzinfo=UTC),
            Precision.MILLISECOND,
            "2018-09-05T22:41:12.007Z",
            id="millisecond",
        ),
        pytest.param(
            datetime(2018, 9, 6, 1, 41, 12, tzinfo=timezone(timedelta(hours=3))),
            Precision.SECOND,
            "2018-09-05T22:41:12Z",
            id="another zone",
        ),
        pytest.param(
            datetime(2018, 9, 5, 22, 41, 12),  # noqa: DTZ001  the model says: UTC
            None,
            "2018-09-05T22:41:12Z",
            id="no zone",
        ),
    ],
)
def test_times_of_posts(
    arabic: ArticleReport,
    created: datetime | None,
    precision: Precision | None,
    written: str | None,
) -> None:
    posting = replace(arabic.postings[0], created=created, created_precision=precision)
    made = to_dict(replace(arabic, postings=(posting,)))["postings"][0]
    assert (made["created"], made["created_precision"]) == (written, precision)


@pytest.mark.parametrize(
    ("published", "written"),
    [
        pytest.param(None, None, id="not known"),
        pytest.param(date(2018, 9, 6), "2018-09-06", id="day"),
        pytest.param(
            datetime(2018, 9, 6, 9, 5),  # noqa: DTZ001  a local time
            "2018-09-06T09:05:00",
            id="local time",
        ),
        pytest.param(
            datetime(2018, 9, 6, 9, 5, tzinfo=timezone(timedelta(hours=-4))),
            "2018-09-06T13:05:00Z",
            id="with zone",
        ),
    ],
)
def test_dates_of_articles(
    empty: ArticleReport, published: date | datetime | None, written: str | None
) -> None:
    article = replace(empty.article, published=published)
    assert to_dict(replace(empty, article=article))["article"]["published"] == written


@pytest.mark.parametrize("lines", [False, True])
def test_one_report_is_one_object(worked: ArticleReport, *, lines: bool) -> None:
    assert json.loads(dumps([worked], lines=lines)) == to_dict(worked)


def test_several_reports(worked: ArticleReport, arabic: ArticleReport) -> None:
    both = [to_dict(worked), to_dict(arabic)]
    assert json.loads(dumps([worked, arabic], lines=False)) == both
    assert [json.loads(each) for each in dumps([worked, arabic], lines=True).splitlines()] == both
    assert dumps([], lines=False) == "[]"
    assert dumps([], lines=True) == ""


def test_scripts_stay_readable(arabic: ArticleReport) -> None:
    assert "لن نرفع" in dumps([arabic], lines=False)


def test_hostile_text_comes_back_as_it_was(hostile: ArticleReport) -> None:
    written = dumps([hostile, hostile], lines=True)
    assert len(written.encode("utf-8").splitlines()) == 2
    back = json.loads(written.splitlines()[0])
    assert back["postings"][0]["text"] == hostile.postings[0].text
    assert back["postings"][0]["author"] == "N" * 10_000
    assert "\x1b" not in written


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85", "\ud800"])
def test_each_line_is_one_object_for_any_reader(worked: ArticleReport, char: str) -> None:
    article = replace(worked.article, title=f"a{char}b")
    written = dumps([replace(worked, article=article)], lines=True)
    assert len(written.splitlines()) == 1
    assert json.loads(written)["article"]["title"] == f"a{char}b"


def test_the_same_report_gives_the_same_bytes(samples: Mapping[str, ArticleReport]) -> None:
    reports = list(samples.values())
    assert dumps(reports, lines=False) == dumps(reports, lines=False)


def test_only_plain_types(samples: Mapping[str, ArticleReport]) -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(type(key) is str and plain(each) for key, each in value.items())
        if isinstance(value, list):
            return all(plain(each) for each in value)
        return value is None or type(value) in {str, int, bool}

    assert all(plain(to_dict(report)) for report in samples.values())


def test_edits_inside_a_longer_post(
    council: ArticleReport,
) -> None:
    made = to_dict(council)["quotations"][0]
    post = to_dict(council)["postings"][0]["text"]
    assert made["before"] == "The budget is passed. "
    assert post[slice(*made["target"])].startswith("We will keep one of")
    for edit in made["edits"]:
        assert post[slice(*edit["original_at"])] == edit["original"]

"""A researcher opens the file in Datasette, without any of our code."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from archiver.model import ArticleReport
from archiver.store import Archive

pytest.importorskip("datasette")

# In a program of its own: Datasette leaves connections open, and here that is an error.
READER = """
import asyncio, json, sys
from datasette.app import Datasette

async def fetch(path, *pages):
    datasette = Datasette([path])
    return [await datasette.client.get(page) for page in pages]

answers = asyncio.run(fetch(*sys.argv[1:]))
print(json.dumps([[each.is_error, each.text] for each in answers]))
"""


def get(archive: Archive, *paths: str) -> list[Any]:
    ran = subprocess.run(
        [sys.executable, "-c", READER, str(archive.path), *paths],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    answers = list(zip(paths, json.loads(ran.stdout), strict=True))
    assert [path for path, (failed, _) in answers if failed] == []
    return [json.loads(text) if ".json" in path else text for path, (_, text) in answers]


def test_tables_and_views_are_there(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    store(report)
    tables = set(archive.counts())
    archive.close()
    (database,) = get(archive, "/archive.json")
    shown = {table["name"]: table for table in database["tables"] if not table["hidden"]}
    assert tables <= set(shown)
    assert set(shown) - tables == {"_sqlite_migrations"}
    assert {table: shown[table]["count"] for table in ("captures", "articles", "reviews")} == {
        "captures": 1,
        "articles": 1,
        "reviews": 2,
    }
    assert shown["postings"]["fts_table"] == "postings_fts"
    assert {view["name"] for view in database["views"]} >= {
        "problems",
        "verdicts_by_outlet",
        "unavailable_posts",
        "post_versions",
    }


def test_every_table_and_view_opens(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    store(report)
    names = [*archive.counts(), *archive._db.view_names()]
    archive.close()
    pages = get(archive, *(f"/archive/{name}" for name in names))
    assert [name for name, page in zip(names, pages, strict=True) if name not in page] == []


def test_search_and_labels_work_without_settings(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    store(report)
    archive.close()
    found, reviews, problems = get(
        archive,
        "/archive/postings.json?_search=cafe&_shape=array",
        "/archive/reviews.json?_labels=on&_shape=array",
        "/archive/problems.json?_shape=array",
    )
    assert [row["id"] for row in found] == [1]
    assert reviews[0]["posting_id"]["label"] == "@mayor: We will not close the Straße café."
    assert reviews[0]["quotation_id"]["label"] == "We will close the Straße café."
    assert problems[0]["edits"] == "“not ” left out (negation changed)"

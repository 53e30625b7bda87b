"""Changes in words, diffs, and what is never said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import Availability, PostRef
from archiver.model.history import (
    ArticleHistory,
    ArticleSighting,
    Basis,
    Change,
    ChangeKind,
    CoveringProof,
    PostHistory,
    Provenance,
    QuotedIn,
    Side,
    Sighting,
    Wording,
)
from archiver.report.history_diff import marked, shortened, version_segments
from archiver.report.history_html import render as render_html
from archiver.report.history_json import (
    change_to_dict,
    dumps,
    history_to_dict,
    judged_to_dict,
    recheck_to_dict,
    unjudged_to_dict,
    visit_to_dict,
)
from archiver.report.history_page import Group, Page, change_event
from archiver.report.history_posts import page_of_post
from archiver.report.history_text import render
from archiver.report.history_words import BASES, DIFFED, LABELS, change_in_words

FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECOND = datetime(2026, 3, 8, 9, tzinfo=UTC)
HOSTILE = "<b onclick='x'>\x1b[31m\u202e\ud800"
VALUES = {ChangeKind.VERDICT_CHANGED: ("altered/meaning", "exact")}


def change(kind: ChangeKind, *, before: str | None = None, after: str | None = None) -> Change:
    old, new = VALUES.get(kind, ("available", "later"))
    sides = [
        Side(value=value, at=at, source="platform", record=record, by="p/1", evidence="why")
        for value, at, record in (
            (before if before is not None else old, FIRST, "captures/1"),
            (after if after is not None else new, SECOND, "captures/2"),
        )
    ]
    return Change(
        kind=kind,
        subject="x:1",
        before=sides[0],
        after=sides[1],
        quotation="words" if kind is ChangeKind.VERDICT_CHANGED else None,
        basis=Basis.EVIDENCE if kind is ChangeKind.VERDICT_CHANGED else None,
    )


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_every_kind_has_words_and_no_date_but_those_of_its_sides(kind: ChangeKind) -> None:
    said = change_in_words(change(kind))
    assert LABELS[kind]
    assert set(re.findall(r"\d+ March 2026", said)) <= {"1 March 2026", "8 March 2026"}
    assert said.endswith((".", ")", ")."))
    assert not re.search(r"(?i)\bdelet|\bcensor|\bhid\b", said)


def test_every_basis_has_words() -> None:
    assert set(BASES) == set(Basis)


def test_present_on_and_absent_on() -> None:
    assert change_in_words(change(ChangeKind.NOT_FOUND)) == (
        "Present on 1 March 2026, 09:00:00 UTC, when it was last seen; absent on 8 March 2026, "
        "09:00:00 UTC. When and by whom is not known."
    )
    assert change_in_words(change(ChangeKind.NOT_FOUND, before="protected")) == (
        "On 1 March 2026, 09:00:00 UTC: protected; absent on 8 March 2026, 09:00:00 UTC. When and "
        "by whom is not known."
    )


def test_what_an_imported_file_says_is_said_to_be_its_word() -> None:
    gone = change(ChangeKind.NOT_FOUND)
    assert gone.before is not None
    said = change_in_words(replace(gone, before=replace(gone.before, source="import")))
    assert said.startswith("Present on 1 March 2026, 09:00:00 UTC, by an imported file, when it")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        pytest.param("platform", "on 1 March 2026, 09:00:00 UTC are not", id="platform"),
        pytest.param("archive", "UTC, by a web archive’s copy are not", id="archive"),
        pytest.param("third_party", "UTC, by a third party are not", id="third-party"),
        pytest.param("import", "UTC, by an imported file are not", id="import"),
    ],
)
def test_whose_word_it_is_stands_beside_the_time(source: str, says: str) -> None:
    made = change(ChangeKind.TEXT_EDITED)
    assert made.before is not None
    assert says in change_in_words(replace(made, before=replace(made.before, source=source)))


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_a_clock_that_was_set_back_is_owned_up_to(kind: ChangeKind) -> None:
    made = change(kind)
    assert made.before is not None
    late = replace(made, before=replace(made.before, at=SECOND.replace(day=9)))
    assert "was set back" in change_in_words(late)
    assert "was set back" not in change_in_words(made)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("https://a.example/1", "", "had the picture https://a.example/1 on", id="one"),
        pytest.param("", "https://a.example/1", "has the picture https://a.example/1 on", id="new"),
        pytest.param("2 pictures", "1 picture", "had 2 pictures on 1 March", id="by-number"),
    ],
)
def test_a_picture_that_went_or_came(old: str, new: str, says: str) -> None:
    kind = ChangeKind.PICTURE_VANISHED if old else ChangeKind.PICTURE_ADDED
    assert says in change_in_words(change(kind, before=old, after=new))


def test_nothing_is_said_to_be_there_again_that_was_never_seen_before() -> None:
    assert change_in_words(change(ChangeKind.REAPPEARED, before="not_found")) == (
        "Present on 8 March 2026, 09:00:00 UTC; on 1 March 2026, 09:00:00 UTC: not found."
    )


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, id=kind.value)
        for kind in ChangeKind
        if kind.value.startswith(("quotation_", "embed_", "title_", "article_text"))
    ],
)
def test_of_an_article_only_what_came_is_spoken_of(kind: ChangeKind) -> None:
    assert "came on" in change_in_words(change(kind))


def test_an_edit_that_is_only_stated() -> None:
    stated = Change(
        kind=ChangeKind.EDIT_STATED,
        subject="x:1",
        after=Side(value="words", at=SECOND, source="platform", record="captures/2"),
    )
    assert change_in_words(stated) == (
        "The platform’s answer says that the post was edited, and does not say when. Its earlier "
        "words are not known from this."
    )
    assert change_event(stated).diff == ()
    assert change_to_dict(stated)["diff"] is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_are_in_the_diff_whole(before: str, after: str) -> None:
    segments = version_segments(before, after)
    assert "".join(one.original for one in segments) == before
    assert "".join(one.quotation for one in segments) == after
    assert all((one.kind is None) == (one.original == one.quotation) for one in segments)


def test_long_texts_are_compared_word_by_word_and_shown_shortly() -> None:
    lines = [f"Line {n} of a long article that says this and that about it.\n" for n in range(900)]
    before = "".join(lines)
    after = before.replace("Line 450 of a", "Line 450 of no")
    segments = version_segments(before, after)
    assert [(one.original, one.quotation) for one in segments if one.kind] == [("a", "no")]
    shown = marked(shortened(segments))
    assert "[-a-]{+no+}" in shown
    assert len(shown) < 300


def page(*changes: Change) -> Page:
    events = tuple(change_event(one, about=True) for one in changes)
    return Page(
        title=HOSTILE,
        eyebrow="Recheck",
        lead=(HOSTILE,),
        facts=(
            ("address", "javascript://a.example/%0aalert(1)"),
            ("named", "https://a.example/?a=1&b=2"),
        ),
        groups=(Group(title=HOSTILE, events=events),),
    )


@pytest.mark.parametrize("kind", sorted(DIFFED))
def test_hostile_words_are_shown_and_steer_nothing(kind: ChangeKind) -> None:
    made = page(change(kind, before=HOSTILE, after=f"{HOSTILE} more"))
    text = render(made, width=80)
    html = render_html(made, generated=SECOND, program="archiver 1")
    for written in (text, html):
        written.encode()
        assert not set("\x1b\u202e") & set(written)
    assert "<b onclick" not in html
    assert "javascript://a.example/" in html
    assert 'href="javascript' not in html
    assert 'href="https://a.example/?a=1&amp;b=2"' in html
    assert "default-src 'none'" in html
    dumps(change_to_dict(change(kind, before=HOSTILE))).encode()


def history(*found: str) -> PostHistory:
    sightings = tuple(
        Sighting(
            record=number,
            time=datetime(2026, 3, number, tzinfo=UTC),
            availability=Availability(one),
            reason="why",
        )
        for number, one in enumerate(found, 1)
    )
    provenance = Provenance(
        link=4,
        agent="desk@ferry",
        program="archiver 1",
        recorded_at=FIRST,
        server_date=FIRST,
        imported="warc file crawl.warc.gz made by wget, sha256:00",
        proofs=(
            CoveringProof(
                kind="rfc3161",
                authority="https://time.example/",
                standing="valid",
                time=SECOND,
                link=9,
            ),
        ),
    )
    return PostHistory(
        ref=PostRef(platform="x", id="1"),
        sightings=sightings,
        versions=(),
        changes=(),
        provenance=MappingProxyType({1: provenance}),
    )


@pytest.mark.parametrize(
    ("found", "says", "says_not"),
    [
        pytest.param(["available"], "first on 1 March 2026", "not found", id="there"),
        pytest.param(
            ["available", "not_found"], "On 2 March 2026, 00:00:00 UTC: not found (why)", "deleted",
            id="gone",
        ),
        pytest.param(
            ["available", "blocked_for_us", "error"], "2 visits after that could not tell",
            "not found", id="blocked",
        ),
        pytest.param(["blocked_for_us"], "No visit could tell", "not found", id="never-told"),
    ],
)  # fmt: skip
def test_what_stands_now(found: list[str], says: str, says_not: str) -> None:
    lead = " ".join(page_of_post(history(*found)).lead)
    assert says in lead
    assert says_not not in lead


def test_where_a_record_comes_from() -> None:
    text = render(page_of_post(history("available")), width=200)
    for part in (
        "written down: 1 March 2026, 09:00:00 UTC, desk@ferry, archiver 1, link 4 of the chain",
        "imported from: warc file crawl.warc.gz made by wget",
        "proof of time: rfc3161 by https://time.example/, valid: says that it existed on 8 March",
    ):
        assert part in text
    made = history_to_dict(history("available"))
    assert made["captures"][0]["proofs"][0]["time"] == "2026-03-08T09:00:00Z"
    assert made["captures"][0]["agent"] == "desk@ferry"


def test_every_kind_and_key_is_documented(repo_root: Path) -> None:
    page = (repo_root / "docs" / "json.md").read_text("utf-8")
    assert not [kind for kind in ChangeKind if not re.search(rf"\b{kind}\b", page)]
    article = ArticleHistory(
        name="a.html",
        sightings=(
            ArticleSighting(
                record=1,
                origin="a.html",
                time=FIRST,
                availability=Availability.AVAILABLE,
                reason="why",
            ),
        ),
        checks=(),
        changes=(change(ChangeKind.TITLE_CHANGED),),
    )
    wording = Wording(
        number=1, text="a", complete=True, seen=(("import", FIRST, SECOND),), parsers=(), records=()
    )
    quoted = QuotedIn(
        check=1,
        checked_at=FIRST,
        article="a.html",
        title=None,
        rules="rules/2",
        verdicts=(("words", "exact", None),),
    )
    post = replace(history("available"), versions=(wording,), quoted_in=(quoted,))
    made = [
        history_to_dict(article),
        history_to_dict(post),
        recheck_to_dict(
            [
                judged_to_dict(article="a", check=1, exit_code=0, changes=()),
                unjudged_to_dict(article="a", trouble="no"),
                visit_to_dict(
                    name="x:1",
                    record="captures/1",
                    visited_at=FIRST,
                    availability="available",
                    reason="",
                    changes=(),
                    trouble=None,
                ),
            ],
            exit_code=0,
        ),
    ]
    assert not [key for key in _keys(made) if f"`{key}`" not in page]


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in _keys(one)}
    return {key for one in value for key in _keys(one)} if isinstance(value, list) else set()

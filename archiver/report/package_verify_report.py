"""The part of verify.py that reads report.json: it stands beside it, and is run by it."""

from __future__ import annotations

import hashlib
import json
from typing import Any


class Report:
    """report.json beside the record of its check, and beside what was read."""

    def __init__(self, package: Any) -> None:
        self.package = package
        self.name = f"checks {package.package['check']['id']}"
        self.report = package.loaded("report.json")
        self.readings: dict[str, list[Any]] = {}
        self.before = package.changed

    def check(self) -> None:
        """The report says what the stored check says, of posts that say what was read."""
        say = self.package.say
        for item in self.package.package["readings"]:
            sha256 = hashlib.sha256(self.package.bytes_of(item["file"])).hexdigest()
            self.readings[sha256] = self.package.loaded(item["file"])
        rows = self.package.rows.get(self.name)
        if rows is None:
            say("can't tell", f"report.json: {self.name} has no link of the chain")
            return
        named = {row["reading_sha256"] for row in rows if row.get("reading_sha256")}
        for sha256 in sorted(set(self.readings) - named):
            say("CHANGED", f"readings: {sha256} is named by no record")
        self.whole(rows)
        self.posts(rows)
        self.quotations(rows)
        missing = len(named - set(self.readings))
        if missing:
            say(
                "can't tell",
                f"report.json: readings that are not here: {missing}; what it says of these",
            )
        if self.package.changed == self.before:
            told = f"quotations: {len(self.report['quotations'])}"
            say(
                "ok",
                f"report.json: says what {self.name} says ({told}), of posts as they were read",
            )

    def hold(self, what: str, own: object, shown: object) -> None:
        """Both are the same, or it is said that they are not."""
        if own != shown:
            self.package.say("CHANGED", f"report.json: {what} is not as in {self.name}")

    def whole(self, rows: list[dict[str, Any]]) -> None:
        """What is said of the article, of the check, and beside the quotations."""
        first, report, told = rows[0], self.report, self.package.package
        source = self.package.rows[f"article_captures {first['article_capture_id']}"][0]
        for article in (report["article"], told["article"]):
            own = [source["payload_sha256"], source["source"]]
            self.hold("the article", own, [article["sha256"], article["source"]])
            for reading in self.readings.get(first["reading_sha256"], [])[:1]:
                own = [reading["title"], reading["url"]]
                self.hold("the article", own, [article["title"], article["url"]])
        self.hold("the check", *both(first, {**report, **told["check"]}, CHECK))
        for name, (mark, names) in LISTS.items():
            pairs = [row for row in rows if mark in row], report[name]
            self.hold(f"the number of {name}", len(pairs[0]), len(pairs[1]))
            for row, shown in zip(*pairs):  # noqa: B905 - as long, or told above
                self.hold(f"one of the {name}", *both(row, shown, names))

    def posts(self, rows: list[dict[str, Any]]) -> None:
        """Each post has the author, the words and the pictures that were read."""
        listed = [row["reading_sha256"] for row in rows if row.get("role") == "posting"]
        versions = [row["reading_sha256"] for row in rows if "role" in row]
        known = [self.readings[each][0] for each in versions if each in self.readings]
        whole = len(known) == len(versions)
        self.hold("the number of posts", len(listed), len(self.report["postings"]))
        for sha256, shown in zip(listed, self.report["postings"]):  # noqa: B905 - as long, or told above
            if sha256 in self.readings:
                row, images = self.readings[sha256]
                self.hold("a post", *both({**row, "ref": key(row)}, shown, POST))
                self.hold("when a post was made", *both(row, shown, "created_precision"))
                if not same_time(row["created"], shown["created"]):
                    self.hold("when a post was made", row["created"], shown["created"])
                own = [[each["content_url"], each["sha256"]] for each in images]
                told = [[one["url"], one["sha256"]] for one in shown["images"]]
                self.hold("a picture", own, told)
            for version in shown["witnesses"] if whole else ():
                same = [key(row) == shown["ref"] and both(row, version, VERSION) for row in known]
                if not any(each and each[0] == each[1] for each in same):
                    self.hold("a version", None, version)

    def quotations(self, rows: list[dict[str, Any]]) -> None:
        """Each quotation has the verdict, the post and the edits that are stored."""
        judged = [row for row in rows if "verdict" in row]
        self.hold("the number of quotations", len(judged), len(self.report["quotations"]))
        pairs = zip(judged, self.report["quotations"])  # noqa: B905 - as long, or told above
        for number, (row, shown) in enumerate(pairs, 1):
            own = [edit for edit in rows if edit.get("review") == row["seq"] and "tier" in edit]
            self.hold(f"quotation {number}", said(row, own), shown_as(shown))
            post = self.readings.get(row["reading_sha256"] or "", [])[:1]
            named = [shown["posting"], shown["witness"]]
            if post or row["reading_sha256"] is None:
                read = [key(post[0]), post[0]["witness"]] if post else [None, None]
                self.hold(f"the post of quotation {number}", read, named)
            if post and not gives_back(shown, post[0]):
                what = f"report.json: quotation {number} does not follow from the post's words"
                self.package.say("CHANGED", what)


CHECK = "checked_at rules program style exit_code"
POST = (
    "ref url platform author_name:author author_id handle text witness availability language "
    "version_id content_warning in_reply_to shared_content *version_ids *opt_outs"
)
VERSION = "witness parser text availability version_id"
LISTS = {
    "findings": ("message", "kind message posting_key:posting quotation *sides"),
    "pictures": (
        "post_sha256",
        "url alt width height sha256 posting_key:posting post_url post_sha256 kind:class",
    ),
    "screenshots": ("candidates", "status handle name text sha256 posting_key:posting alt"),
}
"""A mark of the rows, and the names that both have; * for JSON, and the report's after a colon."""


def both(row: dict[str, Any], shown: dict[str, Any], names: str) -> tuple[list[Any], list[Any]]:
    """The values of a stored row under these names, and those of the report."""
    own, told = [], []
    for each in names.split():
        name, _, other = each.lstrip("*").partition(":")
        value = row[name]
        own.append(json.loads(value) if each[0] == "*" and value is not None else value)
        told.append(shown[other or name])
    return own, told


def key(row: dict[str, Any]) -> str:
    """The post of a reading, as reports name it."""
    return f"{row['platform']}:{row['post_id']}"


def same_time(stored: str | None, shown: str | None) -> bool:
    """Whether the shown time is the stored one, as far as it goes."""
    if stored is None or shown is None:
        return stored is shown
    whole = stored.rstrip("Z")
    return (whole if "." in whole else f"{whole}.000000").startswith(shown.rstrip("Z"))


_SAME = (
    "exact prefix suffix start end attribution attributed_to channel kind verdict materiality "
    "coverage before after"
)


def said(row: dict[str, Any], edits: list[dict[str, Any]]) -> list[object]:
    """What a stored check says of a quotation."""
    start = row["start"]
    told = [
        [
            *(edit["kind"], edit["quotation"], edit["original"]),
            *(start + edit["start"], start + edit["end"]),
            *(edit["original_start"], edit["original_end"]),
        ]
        for edit in edits
    ]
    aligned = [row["target_start"], row["target_end"]]
    target = None if row["target_start"] is None else aligned
    return [*(row[name] for name in _SAME.split()), json.loads(row["reasons"]), target, told]


def shown_as(quotation: dict[str, Any]) -> list[object]:
    """What the report says of a quotation."""
    told = [
        [edit["kind"], edit["quotation"], edit["original"], *edit["at"], *edit["original_at"]]
        for edit in quotation["edits"]
    ]
    target, reasons = quotation["target"], quotation["reasons"]
    return [*(quotation[name] for name in _SAME.split()), reasons, target, told]


def gives_back(quotation: dict[str, Any], post: dict[str, Any]) -> bool:
    """Whether the words of the post, or another reading of them, with the edits, are the words."""
    if quotation["target"] is None:
        return True
    texts = [post["text"], *json.loads(post["alternatives"])]
    return any(quotation["exact"] == edited(text, quotation) for text in texts)


def edited(text: str, quotation: dict[str, Any]) -> str:
    """The span of the text that was quoted, with the edits made in it."""
    at, last = quotation["target"]
    parts = []
    for edit in quotation["edits"]:
        first, after = edit["original_at"]
        if text[first:after] != edit["original"]:
            return ""
        parts += [text[at:first], edit["quotation"]]
        at = after
    return "".join(parts) + text[at:last]

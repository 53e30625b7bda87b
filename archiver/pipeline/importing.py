"""WARC and WACZ files that other programs made, read in as captures with their provenance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.errors import InputError
from archiver.model import Availability, Capture, PostRef, SocialMediaPosting
from archiver.pipeline.desk import Desk
from archiver.pipeline.import_articles import (
    RecordedArticle,
    articles_at,
    embedded_posts,
    pictures_of,
)
from archiver.pipeline.import_posts import Posts, posts_in, visited
from archiver.pipeline.recorded import Recordings, spans
from archiver.plugins import resolve
from archiver.store import Import
from archiver.warc.index import Found
from archiver.warc.seal import Signature, signature_of
from archiver.warc.unpack import WarcError
from archiver.warc.volume import Volume

BATCH = 50
"""Captures that are stored in one transaction: what is killed loses no more."""
_MOST_TOLD = 20
_LONGEST = 300

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPost:
    """A visit to a post that was read in."""

    ref: PostRef
    availability: Availability
    captured_at: datetime
    words: str
    """The first witness's words, or the reason where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedArticle:
    """An article that was read in."""

    url: str
    captured_at: datetime
    title: str | None


@dataclass(slots=True, kw_only=True)
class Imported:
    """All that came of one file."""

    source: str
    form: str
    sha256: str
    software: str | None
    import_id: int | None = None
    """None where nothing of the file is in the archive."""
    before: datetime | None = None
    """When the same file was read in before."""
    posts: list[ImportedPost] = field(default_factory=list)
    articles: list[ImportedArticle] = field(default_factory=list)
    known: int = 0
    """Captures that were there already, from this file or with the same answers."""
    answers: int = 0
    """Answers of the web that the file holds."""
    used: int = 0
    """Those of them that anything asked for."""
    missing: tuple[str, ...] = ()
    """Articles that were named and are not in the file."""
    damage: tuple[str, ...] = ()
    """Where the file could not be read on, one line each."""
    refused: int = 0
    """Records that were not taken."""
    wrong: int = 0
    """Answers whose digest is wrong."""
    problems: tuple[str, ...] = ()
    """Why the first records that were not taken were not."""
    details: dict[str, Any] = field(default_factory=dict)
    """As the archive has them: what the file says of itself, and what checking it found."""

    @property
    def sound(self) -> bool:
        """True where the whole file could be read and its digests hold."""
        return not self.damage and not self.wrong


def import_file(
    path: str,
    desk: Desk,
    *,
    articles: Iterable[str] = (),
    pages: bool = True,
    check: bool = True,
    told: Told = lambda _: None,
) -> Imported:
    """The posts and articles that a WARC or WACZ file holds are in the archive.

    Posts are found by their addresses and read by their platform's own plan, as if asked at the
    time when they were recorded. ``articles`` are addresses to read in as articles; with ``pages``
    so are those that a WACZ lists as its own and that are no posts. With ``check`` off, what has a
    wrong digest is read in all the same; the archive says so.

    The same file adds nothing again; one that was interrupted goes on. Raises InputError for what
    is no WARC or WACZ file, or not safe to read: then nothing was added.
    """
    try:
        volume = Volume(Path(path))
    except InputError as error:
        raise _named(path, error) from error
    with volume:
        try:
            return _Importing(path, volume, desk, check=check, told=told).run(articles, pages=pages)
        except WarcError as error:
            raise _named(path, error) from error


def _named(path: str, error: InputError) -> InputError:
    return InputError(f"{path}: {error.problem}", error.remedy)


class _Importing:
    """One file on its way into the archive."""

    def __init__(self, path: str, volume: Volume, desk: Desk, *, check: bool, told: Told) -> None:
        self._volume = volume
        self._desk = desk
        self._told = told
        self._check = check
        seen = desk.archive.imports.find(volume.sha256)
        self._unsound = self._verified() if volume.package is not None else ()
        self._read = volume.scan(desk.clock(), check=check, told=told)
        self._found = Recordings(volume, self._read.entries)
        self.report = Imported(
            source=path,
            form=volume.form,
            sha256=volume.sha256,
            software=_software(volume, self._read),
            import_id=None if seen is None else seen[0],
            before=None if seen is None else seen[1],
        )
        self._waiting: list[tuple[Capture, tuple[SocialMediaPosting, ...]]] = []
        made = self.report.software
        self._words = path if made is None else f"{path}, recorded by {made}"
        if seen is not None:
            self._words = desk.archive.imports.words(seen[0])

    def run(self, articles: Iterable[str], *, pages: bool) -> Imported:
        report = self.report
        entries = self._read.entries
        self._describe()
        posts = posts_in(entries, self._desk.platforms, self._found, self._told)
        self._articles(tuple(articles), posts, pages=pages)
        self._posts(posts)
        report.answers = len(entries)
        report.used = len(self._found.used)
        return report

    def _verified(self) -> tuple[str, ...]:
        """What is not as the package says; with ``check`` that is the end."""
        package = self._volume.package
        self._told("checking the digests of the package")
        unsound = () if package is None else tuple(package.unsound())
        if unsound and self._check:
            more = f", and {len(unsound) - 1} more" if len(unsound) > 1 else ""
            raise WarcError(
                f"{unsound[0]}{more}",
                "get the file again, or import it as it is with --no-check",
            )
        return unsound

    def _describe(self) -> None:
        read, report = self._read, self.report
        report.damage = tuple(read.damage)
        report.refused = read.refused
        report.wrong = read.digests["wrong"] + len(self._unsound)
        report.problems = (*self._unsound, *read.problems)
        report.details = _details(self._volume, read, self._unsound, check=self._check)

    # -- articles ---------------------------------------------------------------------------

    def _articles(self, named: Sequence[str], posts: Posts, *, pages: bool) -> None:
        missing: list[str] = []
        done = self._done_articles()
        for url, listed in self._wanted(named, pages=pages):
            self._told(f"reading {url}")
            found = tuple(articles_at(url, self._found, self._desk))
            if not found and not listed:
                missing.append(url)
            for article in found:
                embedded_posts(article, posts, self._found, self._desk)
                if article.record_id in done or self._desk.archive.imports.held_article(
                    article.exchanges[-1]
                ):
                    self.report.known += 1
                else:
                    done.add(article.record_id)
                    self._keep_article(article)
        self.report.missing = tuple(missing)

    def _wanted(self, named: Sequence[str], *, pages: bool) -> Iterator[tuple[str, bool]]:
        """Addresses to read as articles, and whether the file lists them itself."""
        yield from ((url, False) for url in dict.fromkeys(named))
        package = self._volume.package
        if package is None or not pages:
            return
        seen = set(named)
        for page in package.pages():
            if page.url not in seen and not self._is_post(page.url):
                seen.add(page.url)
                yield page.url, True

    def _is_post(self, url: str) -> bool:
        try:
            return resolve(url, self._desk.platforms) is not None
        except InputError:
            return True

    def _done_articles(self) -> set[str]:
        number = self.report.import_id
        return set() if number is None else set(self._desk.archive.imports.articles(number))

    def _keep_article(self, article: RecordedArticle) -> None:
        archive = self._desk.archive
        pictures = pictures_of(article, self._found, self._desk)
        with archive.together():
            made = self._import()
            if article.record_id in archive.imports.articles(made):
                self.report.known += 1
                return
            number = archive.imports.add_article(
                article.exchanges, source=self.report.source, import_id=made
            )
            archive.add_article_pictures(number, pictures)
        self.report.articles.append(
            ImportedArticle(
                url=article.exchanges[-1].target_uri,
                captured_at=article.exchanges[-1].warc_date,
                title=article.article.title,
            )
        )

    # -- posts ------------------------------------------------------------------------------

    def _posts(self, posts: Posts) -> None:
        number = self.report.import_id
        done = frozenset() if number is None else self._desk.archive.imports.visits(number)
        for count, (ref, entries) in enumerate(posts.items(), 1):
            self._told(f"reading {ref.key}, {count:,} of {len(posts):,} posts")
            for span in spans(entries):
                if (ref.key, span.start) in done:
                    self.report.known += 1
                    continue
                made = visited(
                    ref,
                    span,
                    self._found,
                    self._desk.platforms,
                    imported=self._words,
                    unsound=bool(self._unsound),
                )
                if made is not None:
                    self._waiting.append(made)
                if len(self._waiting) >= BATCH:
                    self._store()
        self._store()

    def _store(self) -> None:
        if not self._waiting:
            return
        archive = self._desk.archive
        with archive.together():
            # Another run may have read the same file in meanwhile.
            waiting = [one for one in self._waiting if not archive.imports.held(one[0])]
            number = self._import() if waiting else 0
            new = [one for one in waiting if not archive.imports.has(one[0], number)]
            for capture, postings in new:
                archive.imports.add_capture(capture, postings, number)
        self.report.known += len(self._waiting) - len(new)
        self._waiting.clear()
        self.report.posts += (
            ImportedPost(
                ref=capture.ref,
                availability=capture.availability,
                captured_at=capture.captured_at,
                words=postings[0].text if postings else capture.reason,
            )
            for capture, postings in new
        )

    def _import(self) -> int:
        """The id of the file's own row, which is made with the first thing that is read from it.

        Raises WarcError where the file is not the one that was checked any more.
        """
        self._volume.unchanged()
        report = self.report
        if report.import_id is None:
            seen = self._desk.archive.imports.find(report.sha256)
            report.import_id = None if seen is None else seen[0]
        if report.import_id is None:
            report.import_id = self._desk.archive.imports.add(
                Import(
                    source=report.source,
                    form=report.form,
                    software=report.software,
                    imported_at=self._desk.clock(),
                    bytes=self._volume.bytes,
                    sha256=report.sha256,
                    details=report.details,
                )
            )
        return report.import_id


def _software(volume: Volume, read: Found) -> str | None:
    """The programs that made the file, as it says: those of its records, else of the package."""
    named = list(read.software)
    if not named and volume.package is not None:
        stated = volume.package.about.get("software")
        named = [stated] if isinstance(stated, str) and stated.strip() else []
    return _line(", ".join(named)) if named else None


def _details(volume: Volume, read: Found, unsound: Sequence[str], *, check: bool) -> dict[str, Any]:
    """What the file says of itself, and what was found when it was checked; as JSON has it."""
    package = volume.package
    found: dict[str, Any] = {
        "records": dict(sorted(read.kinds.items())),
        "digests": {name: read.digests[name] for name in ("hold", "wrong", "none")},
        "checked": check,
        "warcinfo": read.info,
        "refused": read.refused,
        "problems": [_line(one) for one in (*unsound, *read.problems)[:_MOST_TOLD]],
        "damage": [_line(one) for one in read.damage[:_MOST_TOLD]],
    }
    if package is None:
        return found
    about = package.about
    names = ("profile", "wacz_version", "title", "description", "created", "modified", "software")
    stated = {name: about[name] for name in names if isinstance(about.get(name), str)}
    found["package"] = {
        "says": {name: _line(value) for name, value in stated.items()},
        "warcs": list(volume.names[:_MOST_TOLD]),
        "digests_hold": not unsound,
        "sealed": None if package.seal is None else package.seal.holds,
        "signature": _signature(None if package.seal is None else signature_of(package.seal)),
    }
    return found


def _signature(signature: Signature | None) -> dict[str, Any] | None:
    if signature is None:
        return None
    return {
        "holds": signature.holds,
        "signer": signature.signer,
        "created": signature.created,
        "remark": signature.remark,
    }


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]

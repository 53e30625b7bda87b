"""The pictures of an article that look like screenshots of posts: read, and sought in the archive.

What was read finds a post and judges none. No verdict on a quotation changes by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from archiver.errors import InputError
from archiver.media.kinds import media_type
from archiver.media.ocr.agree import Agreement, agreement, telling_words
from archiver.media.ocr.engine import Ocr, Unread
from archiver.media.ocr.layout import Reading, mean_confidence, read_layout, shows_handle
from archiver.media.ocr.signs import table
from archiver.media.ocr.words import OcrWord
from archiver.media.raster import Raster, decoded
from archiver.media.screenshot import LONGEST, fit_for_reading, may_be_post
from archiver.model import (
    ArticlePicture,
    ArticleReport,
    PictureCheck,
    QuotationReview,
    Screenshot,
    ScreenshotCandidate,
    ScreenshotStatus,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.pipeline.article_pictures import distinct
from archiver.pipeline.desk import Desk
from archiver.text.count import word_count
from archiver.verify.lookalikes import is_slip

if TYPE_CHECKING:
    from PIL import Image

MAX_READ = 6
"""Pictures of one article that are read."""
MAX_TIME = timedelta(seconds=60)
"""After that long no further one is begun."""
MAX_CANDIDATES = 5
"""Captured posts that are named for one picture."""
_SOUGHT = 60
"""Posts of the archive that are looked at for one picture."""
_LANGUAGES = 3
"""Languages that a picture is read in at once."""
MADE_OUT = 0.75
"""How sure the reader is of words that it can read, on average, at least."""
_SOME_WORDS = 8
_MIN_QUOTED = 4
"""Words of a quotation from which on it is looked for in a picture."""
NO_EXTRA = "reading it takes the extra archiver[ocr] and Tesseract’s language data"


def with_screenshots(
    report: ArticleReport, pictures: Sequence[ArticlePicture], desk: Desk
) -> ArticleReport:
    """The report with what was read from the article's own pictures that look like a post.

    Their bytes are in the archive. Reviews whose words stand in one, and that are not settled in
    the article's favour, say so among their reasons; verdicts stay as they are.
    """
    bench = _Bench(report=report, desk=desk)
    found = tuple(bench.screenshots(_candidates(pictures, report.pictures)))
    if not found:
        return report
    reviews = tuple(
        _noted(review, [shot for shot in found if index in shot.quotations])
        for index, review in enumerate(report.quotations)
    )
    return replace(report, screenshots=found, quotations=reviews)


def _candidates(
    pictures: Sequence[ArticlePicture], checks: Iterable[PictureCheck]
) -> Iterator[tuple[ArticlePicture, bytes]]:
    """The article's own pictures that are not known to be a picture of a post."""
    matched = {
        check.sha256
        for check in checks
        if check.comparison.kind is not None and check.comparison.framed is None
    }
    for picture in distinct(one for one in pictures if one.ref is None):
        payload = picture.payload
        if payload is not None and hashlib.sha256(payload).hexdigest() not in matched:
            yield picture, payload


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    report: ArticleReport
    desk: Desk

    def screenshots(self, pictures: Iterable[tuple[ArticlePicture, bytes]]) -> Iterator[Screenshot]:
        """One for each picture that looks like a post, or that may be one and can't be read."""
        ocr, read = self.desk.ocr, 0
        last = self.desk.clock() + MAX_TIME
        for picture, payload in pictures:
            raster = _decoded(payload)
            if raster is None or not may_be_post(raster.image):
                continue
            shot = Screenshot(
                picture=picture.image.url,
                sha256=hashlib.sha256(payload).hexdigest(),
                width=raster.width,
                height=raster.height,
                status=ScreenshotStatus.NOT_READ,
                reason=NO_EXTRA,
                alt=picture.image.alt,
            )
            found: Screenshot | None = shot
            if ocr is not None and (read >= MAX_READ or self.desk.clock() > last):
                found = replace(shot, reason="enough other pictures of the article were read")
            elif ocr is not None:
                read += 1
                found = self._read(shot, raster.image, ocr)
            if found is not None:
                self.desk.archive.add_blob(payload, media_type(payload))
                yield found

    def _read(self, shot: Screenshot, image: Image.Image, ocr: Ocr) -> Screenshot | None:
        page = fit_for_reading(image)
        languages, missing = _languages(self.report.article.language, ocr)
        words = ocr.words(page, languages)
        if not isinstance(words, Unread) and mean_confidence(words) < MADE_OUT:
            languages, words = _second_try(page, languages, words, ocr)
        shot = replace(shot, languages=languages)
        if isinstance(words, Unread):
            return replace(shot, reason=words.why)
        reading = read_layout(words)
        unsure = min(mean_confidence(words), reading.confidence if reading else 1.0)
        some = len(words) >= _SOME_WORDS and (bool(missing) or shows_handle(words))
        if unsure < MADE_OUT and (reading is not None or some):
            return replace(
                shot,
                handle=reading.handle if reading else None,
                platform=reading.platform if reading else None,
                confidence=unsure,
                reason=_no_language(languages, missing),
            )
        return None if reading is None else self._sought(shot, reading)

    def _sought(self, shot: Screenshot, reading: Reading) -> Screenshot | None:
        """The screenshot with the captured posts that have its words.

        None where nothing but a name and words were read, and no captured post has them.
        """
        candidates = self._posts(reading)
        status, reason = _status(reading, candidates)
        if not reading.sure and status is not ScreenshotStatus.POST_FOUND:
            return None
        return replace(
            shot,
            status=status,
            handle=reading.handle,
            name=reading.name,
            text=reading.text,
            time=reading.time,
            platform=reading.platform,
            confidence=reading.confidence,
            candidates=candidates,
            quotations=tuple(self._quotations(reading.text)),
            reason=reason,
        )

    def _posts(self, reading: Reading) -> tuple[ScreenshotCandidate, ...]:
        """Posts of the article and of the archive with nearly the words, best first.

        What another article's copy says of a post is no captured post.
        """
        hits = self.desk.archive.search_postings(
            telling_words(reading.text), any_word=True, limit=_SOUGHT
        )
        captured = (posting for _, posting in hits if posting.witness is not Witness.EMBED)
        best: dict[str, tuple[tuple[bool, int, int], ScreenshotCandidate]] = {}
        for posting in (*self.report.versions, *captured):
            found = agreement(reading.text, posting.text)
            same = _same(reading.handle, posting.handle)
            if not (found.nearly_all or (found.all_of_few and same)):
                continue
            rank = (same, found.agreeing, -_WITNESSES.index(posting.witness))
            key = posting.ref.key
            if key not in best or best[key][0] < rank:
                best[key] = rank, _candidate(posting, found)
        ordered = sorted(best.values(), key=lambda one: one[0], reverse=True)
        return tuple(one for _, one in ordered[:MAX_CANDIDATES])

    def _quotations(self, text: str) -> Iterator[int]:
        for index, review in enumerate(self.report.quotations):
            exact = review.quotation.quote.exact
            if word_count(exact) >= _MIN_QUOTED and agreement(exact, text).nearly_all:
                yield index


_WITNESSES = tuple(Witness)


def _decoded(payload: bytes) -> Raster | None:
    """The picture, or None for what is no picture, damaged or too large: it is told elsewhere."""
    try:
        return decoded(payload, longest=LONGEST)
    except InputError:
        return None


def _candidate(posting: SocialMediaPosting, found: Agreement) -> ScreenshotCandidate:
    return ScreenshotCandidate(
        posting=posting.ref.key,
        agreeing=found.agreeing,
        words=found.words,
        witness=posting.witness,
        url=posting.ref.url,
        handle=posting.handle,
        author_name=posting.author_name,
    )


def _same(read: str | None, handle: str | None) -> bool:
    """Whether a handle may be the one that was read, a letter misread."""
    if read is None or handle is None:
        return False
    return read.casefold() == handle.casefold() or is_slip(read, handle)


def _status(
    reading: Reading, candidates: Sequence[ScreenshotCandidate]
) -> tuple[ScreenshotStatus, str]:
    if not candidates:
        return (
            ScreenshotStatus.POST_EXISTENCE_UNPROVEN,
            "no captured post has these words; a screenshot alone proves no post",
        )
    handle = candidates[0].handle
    if reading.handle is None or handle is None:
        return ScreenshotStatus.POST_FOUND, "found by its words alone; look who wrote it"
    if reading.handle.casefold() == handle.casefold():
        return ScreenshotStatus.POST_FOUND, ""
    if _same(reading.handle, handle):
        return (
            ScreenshotStatus.POST_FOUND,
            "the handles differ by letters that are misread, or chosen to mislead; look at both",
        )
    return (
        ScreenshotStatus.OTHER_AUTHOR,
        "the post may have been shared or copied, or the handle was misread; look at the picture",
    )


# -- languages --------------------------------------------------------------------------


def _languages(tag: str | None, ocr: Ocr) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to read an article's pictures in, and what of its own language has no data."""
    own = table().languages.get((tag or "").split("-")[0].casefold(), ())
    wanted = dict.fromkeys((*own, "eng"))
    found = tuple(code for code in wanted if code in ocr.languages)[:_LANGUAGES]
    missing = tuple(code for code in own if code not in ocr.languages)
    return found or tuple(sorted(ocr.languages))[:_LANGUAGES], missing


def _second_try(
    page: Image.Image, languages: tuple[str, ...], words: tuple[OcrWord, ...], ocr: Ocr
) -> tuple[tuple[str, ...], tuple[OcrWord, ...] | Unread]:
    """The same in the other languages that there are data for, where that is read better."""
    others = tuple(sorted(ocr.languages - set(languages)))[:_LANGUAGES]
    if not others or len(words) < _SOME_WORDS:
        return languages, words
    again = ocr.words(page, others)
    if isinstance(again, Unread) or mean_confidence(again) <= mean_confidence(words):
        return languages, words
    return others, again


def _no_language(languages: tuple[str, ...], missing: tuple[str, ...]) -> str:
    why = f"its words can’t be made out with Tesseract’s data for {', '.join(languages)}"
    add = f", those for {' or '.join(missing)} are not installed" if missing else ""
    return f"{why}{add}; they may be in another script"


# -- what a quotation is told -----------------------------------------------------------


def _noted(review: QuotationReview, shots: Sequence[Screenshot]) -> QuotationReview:
    """The review with a reason for a screenshot that has its words, unless it is settled."""
    open_still = review.verdict is Verdict.UNVERIFIABLE or review.verdict.accuses
    own = review.posting.ref.key if review.posting else None
    shots = [shot for shot in shots if own is None or shot.posting != own]
    if not open_still or not shots:
        return review
    handle = f" by @{shots[0].handle}" if shots[0].handle else ""
    reason = (
        "its words stand in a picture of the article that looks like a screenshot of a post"
        f"{handle}; a screenshot alone proves no post, and settles nothing"
    )
    return replace(review, reasons=(*review.reasons, reason))

"""The pictures of an article held against those of its posts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from archiver.errors import InputError
from archiver.media.compare import RULES, Prepared, compared, prepared, surely_unlike
from archiver.media.kinds import media_type
from archiver.model import (
    Article,
    ArticlePicture,
    Availability,
    Finding,
    FindingKind,
    ImageObject,
    PictureCheck,
    PictureClass,
    PictureComparison,
    SocialMediaPosting,
    Witness,
)
from archiver.pipeline.article_pictures import distinct
from archiver.pipeline.desk import Desk
from archiver.pipeline.pictures import facts_of

MAX_PAIRS = 150
"""Pairs of pictures that are compared for one article."""
_GRAVITY = tuple(PictureClass)
_PORTRAIT = 200
"""Pixels of the longer side below which a picture in an embed may be its author's portrait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureChecks:
    """What was found about an article's pictures."""

    checks: tuple[PictureCheck, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _PostPicture:
    posting: str
    image: ImageObject
    sha256: str


def shows_pictures(article: Article, versions: Sequence[SocialMediaPosting]) -> bool:
    """Whether the archive has a picture of a post that the article shows: else none is sought."""
    return bool(_of_posts(article, versions))


def check_pictures(
    article: Article,
    pictures: Sequence[ArticlePicture],
    versions: Sequence[SocialMediaPosting],
    desk: Desk,
) -> PictureChecks:
    """Every picture of the article that has to do with one of its posts, and what differs.

    A picture that is like none of the posts' is no finding: articles have pictures of their own.
    The bytes of those that are told are in the archive, and so is each comparison.
    """
    originals = _of_posts(article, versions)
    if not originals:
        return PictureChecks()
    bench = _Bench(desk=desk)
    checks: list[PictureCheck] = []
    findings: list[Finding] = []
    for picture in distinct(pictures):
        found = _best(picture, originals, bench)
        if found is None:
            continue
        check, original = found
        checks.append(check)
        findings += _changed(check, original)
    findings += _missing(pictures, versions, originals, bench)
    return PictureChecks(checks=tuple(checks), findings=tuple(findings))


def _of_posts(article: Article, versions: Sequence[SocialMediaPosting]) -> tuple[_PostPicture, ...]:
    """Pictures of the posts that the article shows, as witnesses other than the article have them.

    A still that stands for a video is none: frames of one video differ in places.
    """
    shown = {embed.ref.key for embed in article.embeds}
    found: dict[tuple[str, str], _PostPicture] = {}
    for posting in versions:
        if posting.witness is Witness.EMBED or posting.ref.key not in shown:
            continue
        for image in posting.images:
            if image.sha256 is not None and image.thumbnail_of is None:
                key = posting.ref.key, image.sha256
                one = _PostPicture(posting=posting.ref.key, image=image, sha256=image.sha256)
                found.setdefault(key, one)
    return tuple(found.values())


@dataclass(slots=True, kw_only=True)
class _Bench:
    """Decodes each picture once, and compares each pair once for all checks of the archive."""

    desk: Desk
    pairs: int = 0
    _decoded: dict[str, Prepared | None] = field(default_factory=dict)

    def compared(self, payload: bytes, sha256: str, original: str) -> PictureComparison | None:
        """What lies between the two; None where either can't be decoded, or enough was done."""
        shelf = self.desk.archive.pictures
        kept = shelf.comparison(sha256, original, RULES)
        if kept is not None:
            return kept
        if self.pairs >= MAX_PAIRS:
            return None
        self.pairs += 1
        copy = self._prepared(sha256, lambda: payload)
        first = None if copy is None else self._prepared(original, lambda: self._blob(original))
        if copy is None or first is None:
            return None
        found = compared(first, copy)
        shelf.keep_comparison(sha256, original, RULES, found)
        return found

    def surely_unlike(self, payload: bytes, sha256: str, original: str) -> bool:
        """Whether the two have surely nothing to do with each other."""
        found = self.compared(payload, sha256, original)
        if found is None or found.kind is not PictureClass.DIFFERENT:
            return False
        copy = self._prepared(sha256, lambda: payload)
        first = self._prepared(original, lambda: self._blob(original))
        return copy is not None and first is not None and surely_unlike(first, copy)

    def size(self, payload: bytes, sha256: str) -> tuple[int, int] | None:
        """Width and height as shown, in pixels; None where it can't be decoded."""
        shelf = self.desk.archive.pictures
        known = shelf.facts(sha256)
        if known is None:
            known = facts_of(payload)
            shelf.keep_facts(sha256, known)
        return None if isinstance(known, str) else (known.width, known.height)

    def _prepared(self, sha256: str, payload: Callable[[], bytes]) -> Prepared | None:
        if sha256 not in self._decoded:
            try:
                self._decoded[sha256] = prepared(payload())
            except InputError:
                self._decoded[sha256] = None
        return self._decoded[sha256]

    def _blob(self, sha256: str) -> bytes:
        return self.desk.archive.blob(sha256) or b""


def _best(
    picture: ArticlePicture, originals: Sequence[_PostPicture], bench: _Bench
) -> tuple[PictureCheck, _PostPicture] | None:
    """The picture of a post of which this one is the least changed copy, if it is one at all."""
    payload = picture.payload or b""
    sha256 = hashlib.sha256(payload).hexdigest()
    ref = None if picture.ref is None else picture.ref.key
    of_its_post = [one for one in originals if one.posting == ref]
    told: list[tuple[tuple[int, float], PictureComparison, _PostPicture]] = []
    for original in of_its_post or originals:
        found = bench.compared(payload, sha256, original.sha256)
        if found is not None and _is_told(found):
            told.append((_rank(found), found, original))
    size = bench.size(payload, sha256) if told else None
    if size is None:
        return None
    _, found, original = min(told, key=lambda one: one[0])
    bench.desk.archive.add_blob(payload, media_type(payload))
    check = PictureCheck(
        url=picture.image.url,
        sha256=sha256,
        width=size[0],
        height=size[1],
        posting=original.posting,
        post_url=original.image.content_url,
        post_sha256=original.sha256,
        comparison=found,
        alt=picture.image.alt,
        shown=picture.image.shown,
    )
    return check, original


def _is_told(found: PictureComparison) -> bool:
    """Whether the two have to do with each other, as far as can be seen."""
    if found.kind is None:
        return found.agreeing > 0
    return found.kind is not PictureClass.DIFFERENT


def _rank(found: PictureComparison) -> tuple[int, float]:
    """The mildest first; what can't be told comes last."""
    gravity = len(_GRAVITY) if found.kind is None else _GRAVITY.index(found.kind)
    return gravity, -found.agreeing


def _changed(check: PictureCheck, original: _PostPicture) -> Iterator[Finding]:
    """The finding where the article shows a changed picture of a post."""
    if not check.accuses:
        return
    found = check.comparison
    places = "one place" if len(found.boxes) == 1 else f"{len(found.boxes)} places"
    message = {
        PictureClass.LOCALLY_ALTERED: (
            f"The article’s picture and the post’s differ in {places} and agree elsewhere: "
            "one was edited, or they are two shots or versions of one thing."
        ),
        PictureClass.OVERLAY_ADDED: (
            f"In {places} of the article’s picture something lies over the post’s."
        ),
        PictureClass.MIRRORED: "The article shows the post’s picture mirrored.",
    }[next(kind for kind in found.kinds if kind.accuses)]
    where = "; ".join(f"{box.left},{box.top} to {box.right},{box.bottom}" for box in found.boxes)
    size = f"{check.width} × {check.height} pixels"
    yield Finding(
        kind=FindingKind.MEDIA_CHANGED,
        message=message,
        posting=original.posting,
        sides={
            "article": f"{check.url} ({size}{f'; differs at {where}' if where else ''})",
            "post": original.image.content_url,
        },
    )


# -- pictures that the article's copy of a post has, and the post hasn't ------------------


def _missing(
    pictures: Sequence[ArticlePicture],
    versions: Sequence[SocialMediaPosting],
    originals: Sequence[_PostPicture],
    bench: _Bench,
) -> Iterator[Finding]:
    """Pictures inside an embed that are surely none of the post's.

    Only where the platform itself answered with pictures of the post, all of which are at hand:
    a post without any may have a preview of a link, and one that quotes another shows its.
    """
    answered = {key: one for one in versions if (key := _answers_in_full(one))}
    for picture in pictures:
        posting = None if picture.ref is None else answered.get(picture.ref.key)
        if posting is None or picture.payload is None:
            continue
        sha256 = hashlib.sha256(picture.payload).hexdigest()
        size = bench.size(picture.payload, sha256)
        if size is None or max(size) < _PORTRAIT:
            continue
        theirs = [one for one in originals if one.posting == posting.ref.key]
        unlike = [bench.surely_unlike(picture.payload, sha256, one.sha256) for one in theirs]
        if unlike and all(unlike):
            yield Finding(
                kind=FindingKind.MEDIA_MISSING,
                message="The article’s copy of the post has a picture that the post has not.",
                posting=posting.ref.key,
                sides={
                    "embed": picture.image.url,
                    str(posting.witness): ", ".join(one.image.content_url for one in theirs),
                },
            )


def _answers_in_full(posting: SocialMediaPosting) -> str | None:
    """The key of the post where this is the platform's answer with every picture of it."""
    sure = (
        posting.witness is Witness.PLATFORM
        and posting.availability is Availability.AVAILABLE
        and posting.superseded is None
        and posting.shared_content is None
        and posting.images
        and all(image.sha256 and image.thumbnail_of is None for image in posting.images)
    )
    return posting.ref.key if sure else None

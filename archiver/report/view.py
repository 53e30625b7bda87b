"""What the HTML page shows, worked out before the template sees it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from archiver.model import (
    ArticleReport,
    Availability,
    Edit,
    EditKind,
    Finding,
    FindingKind,
    ImageObject,
    QuotationReview,
    SocialMediaPosting,
    Tier,
    Verdict,
    Witness,
)
from archiver.report import screenshots, sentences, told, words
from archiver.report.diff import Segment, segments, word_segments
from archiver.report.facts import (
    findings_of,
    gravest_first,
    independent_witnesses,
    pictures_of,
    printed_date,
    same_words,
    surroundings,
    versions_of,
    worst_first,
)
from archiver.report.page import Card, Difference, Note, Picture, Piece, Post, Section, Version
from archiver.report.pictures import pair
from archiver.report.visible import one_line

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")

_TWO: Final = 2

_OF_TIMES: Final = frozenset(
    {FindingKind.DATE_MISMATCH, FindingKind.ID_TIME_CONFLICT, FindingKind.POST_AFTER_ARTICLE}
)

_SIGNATURES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
)


def section(report: ArticleReport, number: int, images: Mapping[str, bytes]) -> Section:
    """The article, its quotations worst first, its posts and findings.

    ``images`` are bytes by lower-case hex SHA-256; PNG, JPEG, GIF, WebP and AVIF are
    shown, anything else counts as not stored.
    """
    article = report.article
    anchor = f"article-{number}"
    post_anchors = {
        posting.ref.key: f"{anchor}-post-{index}"
        for index, posting in enumerate(report.postings, 1)
    }
    ordered = worst_first(report)
    first_cards = _first_cards(ordered, anchor)
    anchors = _Anchors(
        section=anchor,
        posts=post_anchors,
        names=told.names_of_posts(report),
        first_cards=first_cards,
    )
    cards = tuple(
        _card(report, index, review, anchors=anchors, images=images) for index, review in ordered
    )
    notes = _notes([each for each in report.findings if each.quotation is None], anchors, anchor)
    beside = (*(note for card in cards for note in card.findings), *notes)
    posts = tuple(
        _post(
            report,
            posting,
            anchor=post_anchors[posting.ref.key],
            pictures_at=first_cards.get(posting.ref.key),
            images=images,
        )
        for posting in report.postings
    )
    tally: dict[Verdict, int] = {}
    for _, review in ordered:
        tally[review.verdict] = tally.get(review.verdict, 0) + 1
    outside = Verdict.OUT_OF_SCOPE.value
    return Section(
        anchor=anchor,
        title=one_line(article.title or "Article without a title", 300),
        published=sentences.published_in_words(article.published),
        url=article.url,
        link=_web_link(article.url),
        source=article.source,
        language=_language(article.language),
        sha256=article.sha256,
        reader=article.reader,
        rules=report.rules,
        style=report.style,
        notes=article.notes,
        lead=sentences.lead_in_words(report.quotations),
        tone=_tone(ordered, beside),
        tally=tuple((key.value, words.VERDICTS[key].label, count) for key, count in tally.items()),
        cards=tuple(card for card in cards if card.verdict != outside),
        outside=tuple(card for card in cards if card.verdict == outside),
        findings=notes,
        beside=beside,
        posts=posts,
        pictures=tuple(
            pair(
                check,
                f"{anchor}-picture-{index}",
                post_anchors.get(check.posting),
                images,
                anchors.names.get(check.posting, ""),
            )
            for index, check in enumerate(report.pictures, 1)
        ),
        screenshots=tuple(
            screenshots.view(
                shot, f"{anchor}-screenshot-{index}", post_anchors, images, anchors.linked
            )
            for index, shot in enumerate(screenshots.told(report.screenshots), 1)
        ),
        unread=screenshots.unread_in_words(report.screenshots),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchors:
    section: str
    posts: Mapping[str, str]
    names: Mapping[str, str]
    """What readers call a post, by its key."""
    first_cards: Mapping[str, str]

    def linked(self, text: str) -> tuple[Piece, ...]:
        return told.linked(text, self.names, self.posts)


def _tone(ordered: Sequence[tuple[int, QuotationReview]], beside: Sequence[Note]) -> str:
    """The verdict whose colour the summary has: no green above a finding."""
    if not ordered:
        return Verdict.OUT_OF_SCOPE.value
    worst = ordered[0][1].verdict
    return (Verdict.UNVERIFIABLE if beside and not worst.accuses else worst).value


def _first_cards(
    ordered: Iterable[tuple[int, QuotationReview]], section_anchor: str
) -> dict[str, str]:
    """Anchor of the first open card of each post: it shows the pictures, once in the page."""
    found: dict[str, str] = {}
    for index, review in ordered:
        if review.posting and review.verdict is not Verdict.OUT_OF_SCOPE:
            found.setdefault(review.posting.ref.key, _card_anchor(section_anchor, index))
    return found


def _card_anchor(section_anchor: str, index: int) -> str:
    return f"{section_anchor}-quotation-{index + 1}"


def _card(
    report: ArticleReport,
    index: int,
    review: QuotationReview,
    *,
    anchors: _Anchors,
    images: Mapping[str, bytes],
) -> Card:
    quotation, posting, alignment = review.quotation, review.posting, review.alignment
    left, right = _sides(review)
    before, after = surroundings(posting.text, alignment) if posting and alignment else ("", "")
    anchor = _card_anchor(anchors.section, index)
    post = None
    if posting:
        at = anchors.first_cards.get(posting.ref.key)
        post = _post(
            report,
            posting,
            anchor=f"{anchor}-post",
            pictures_at=None if at == anchor else at,
            images=images,
        )
    differing = gravest_first(alignment) if alignment else ()
    head, doubt = told.with_its_doubt(sentences.review_in_words(review))
    return Card(
        anchor=anchor,
        number=index + 1,
        verdict=review.verdict.value,
        label=words.VERDICTS[review.verdict].label,
        materiality=words.MATERIALITIES[review.materiality] if review.materiality else None,
        coverage=words.COVERAGES[review.coverage] if review.coverage else None,
        headline=anchors.linked(head),
        doubt=doubt,
        caution=told.own_copy_alone(report, posting),
        exact=quotation.quote.exact,
        prefix=_from_a_word(quotation.quote.prefix),
        suffix=_from_a_word(quotation.quote.suffix[::-1])[::-1],
        attribution=one_line(quotation.attribution, 400) if quotation.attribution else None,
        attributed_to=one_line(quotation.attributed_to, 80) if quotation.attributed_to else None,
        left=left,
        right=right,
        before=before,
        after=after,
        differences=tuple(_difference(edit) for edit in differing),
        typography=sentences.typography_in_words(alignment.edits) if alignment else "",
        post=post,
        post_anchor=anchors.posts.get(posting.ref.key) if posting else None,
        reasons=tuple(
            anchors.linked(told.reason_in_words(one)) for one in sentences.other_reasons(review)
        ),
        findings=_notes(findings_of(report, index), anchors, anchor),
    )


def _from_a_word(context: str) -> str:
    """The context without the word that it cuts, marked as going on."""
    _, space, whole_words = context.partition(" ")
    return f"… {whole_words}" if space else context


def _sides(review: QuotationReview) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    exact, posting, alignment = review.quotation.quote.exact, review.posting, review.alignment
    if posting is None or not posting.text:
        return (Piece(text=exact),), ()
    if alignment is None:
        return (Piece(text=exact),), (Piece(text=posting.text),)
    found = segments(exact, posting.text, alignment)
    left = (_piece(each.quotation, each.kind, "ins") for each in found if each.quotation)
    right = (_piece(each.original, each.kind, "del") for each in found if each.original)
    return tuple(left), tuple(right)


def _piece(text: str, kind: EditKind | None, mark: str) -> Piece:
    if kind is None:
        return Piece(text=text)
    soft = kind.tier is Tier.TYPOGRAPHY
    return Piece(text=text, mark="soft" if soft else mark, title=words.EDITS[kind])


def _difference(edit: Edit) -> Difference:
    return Difference(
        sentence=sentences.edit_in_words(edit),
        kind=edit.kind.value,
        meaning=words.EDITS[edit.kind],
        tier=edit.kind.tier.name.lower(),
    )


def _notes(findings: Sequence[Finding], anchors: _Anchors, anchor: str) -> tuple[Note, ...]:
    return tuple(
        Note(
            anchor=f"{anchor}-finding-{number}",
            title=words.FINDINGS[finding.kind],
            kind=finding.kind.value,
            message=anchors.linked(told.reason_in_words(finding.message)),
            about=anchors.linked(one_line(finding.posting, 120)) if finding.posting else (),
            quotation=None if finding.quotation is None else finding.quotation + 1,
            sides=_finding_sides(finding),
        )
        for number, finding in enumerate(findings, 1)
    )


def _finding_sides(finding: Finding) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    names = tuple(told.side_in_words(one_line(name, 80)) for name in finding.sides)
    said = tuple(finding.sides.values())
    if finding.kind is FindingKind.WITNESS_CONFLICT and len(said) == _TWO:
        found = word_segments(*said)
        rows = (_marked(found, ours=True), _marked(found, ours=False))
        return tuple(zip(names, rows, strict=True))
    told_so: Iterable[str] = said
    if finding.kind in _OF_TIMES:
        told_so = (told.days_in_words(told.times_in_words(text)) for text in said)
    return tuple((name, (Piece(text=text),)) for name, text in zip(names, told_so, strict=True))


def _marked(found: Iterable[Segment], *, ours: bool) -> tuple[Piece, ...]:
    """One side of a word diff between two witnesses."""
    sides = ((each.quotation if ours else each.original, each.kind) for each in found)
    return tuple(Piece(text=text, mark="mark" if kind else "") for text, kind in sides if text)


def _post(
    report: ArticleReport,
    posting: SocialMediaPosting,
    *,
    anchor: str,
    pictures_at: str | None,
    images: Mapping[str, bytes],
) -> Post:
    versions = versions_of(report, posting.ref)
    pictures = pictures_of(report, posting)
    name, handle = sentences.author_parts(posting)
    return Post(
        anchor=anchor,
        key=posting.ref.key,
        platform=sentences.platform_name(posting.ref.platform),
        name=name,
        handle=handle,
        created=sentences.created_in_words(posting, printed_date(report, posting)),
        text=posting.text,
        language=_language(posting.language),
        url=posting.ref.url,
        link=_web_link(posting.ref.url),
        witness=sentences.witness_phrase(posting),
        availability=sentences.standing(posting, versions),
        incomplete=_incomplete(posting),
        beside=sentences.beside_in_words(posting),
        pictures=() if pictures_at else tuple(_picture(image, images) for image in pictures),
        pictures_at=pictures_at if pictures else None,
        versions=tuple(
            _version(version, posting, versions, printed_date(report, version))
            for version in versions
        ),
        independent=_labels(independent_witnesses(versions)),
    )


def _labels(witnesses: Sequence[Witness]) -> tuple[str, ...]:
    return tuple(words.WITNESSES[witness].label for witness in witnesses)


def _version(
    version: SocialMediaPosting,
    shown: SocialMediaPosting,
    every: Sequence[SocialMediaPosting],
    printed: str | None,
) -> Version:
    seen = version.witnessed_at
    own = version.witness is Witness.EMBED and version.availability is Availability.AVAILABLE
    return Version(
        witness=sentences.witness_phrase(version),
        availability=None if own else sentences.standing(version, every),
        parser=version.parser,
        seen=sentences.time_in_words(seen) if seen else None,
        created=sentences.created_in_words(
            version, printed if version.witness is Witness.EMBED else None
        ),
        text=_marked(word_segments(version.text, shown.text), ours=True),
        language=_language(version.language),
        agrees=same_words(version.text, shown.text),
        incomplete=_incomplete(version),
        repairs=version.repairs,
    )


def _incomplete(posting: SocialMediaPosting) -> str | None:
    if posting.complete:
        return None
    return posting.incomplete_reason or "this witness does not have the whole text"


def _picture(image: ImageObject, images: Mapping[str, bytes]) -> Picture:
    payload = images.get(image.sha256) if image.sha256 else None
    return Picture(
        data=_data_uri(payload) if payload else None,
        alt=image.caption or "Picture of the post; its author gave no description",
        caption=image.caption,
        url=image.content_url,
        link=_web_link(image.content_url),
        sha256=image.sha256,
    )


def _data_uri(payload: bytes) -> str | None:
    """A data: URI (RFC 2397) where the bytes begin like a picture that browsers show."""
    kind = next((kind for signature, kind in _SIGNATURES if signature.match(payload)), None)
    return f"data:{kind};base64,{base64.b64encode(payload).decode('ascii')}" if kind else None


def _web_link(url: str | None) -> str | None:
    """The address where it is one that a click may safely follow, else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _language(tag: str | None) -> str | None:
    return tag if tag and _LANGUAGE_TAG.fullmatch(tag) else None

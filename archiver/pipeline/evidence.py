"""All that bears witness to an article's posts: its own embeds, and the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archiver.articles.witness import postings_of_embeds
from archiver.model import (
    Article,
    Availability,
    Channel,
    PostRef,
    Quotation,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.pipeline.desk import Desk
from archiver.pipeline.fetching import timed
from archiver.pipeline.naming import platform_of
from archiver.pipeline.pictures import Facts, kept_facts, with_pictures
from archiver.pipeline.visits import Visit, stored_visits
from archiver.text.count import word_count
from archiver.text.language import language
from archiver.verify.candidates import candidates

MIN_RECALLED_WORDS = 4
"""Words that a quotation must have before the whole archive is asked for it."""
_RECALLED_POSTS = 5
"""Posts that are looked at for one quotation, the likeliest first."""
_QUOTED = frozenset({Channel.POSTED, Channel.NEUTRAL, Channel.NONE})
_STATEMENTS = frozenset(Availability) - {Availability.BLOCKED_FOR_US, Availability.ERROR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Every reading of every post that bears on an article, and where each comes from."""

    versions: tuple[SocialMediaPosting, ...]
    """The embeds, in the article's order; then what the archive has, newest first."""
    read_from: Mapping[SocialMediaPosting, int]
    """The capture of each version that isn't an embed."""
    troubles: tuple[str, ...]
    """One line for each post whose newest answer its parser can't read."""
    elsewhere: tuple[SocialMediaPosting, ...] = ()
    """Posts of the archive with the words of a quotation that the article doesn't show, and that
    are not by the one whom it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    """What the archive has of one post, newest visit first."""

    ref: PostRef
    visits: tuple[Visit, ...]
    availability: Availability

    @property
    def trouble(self) -> str | None:
        """That of the newest visit from which something was or should have been read."""
        telling = (visit.trouble for visit in self.visits if visit.trouble or visit.postings)
        return next(telling, None)


def posts_of(article: Article) -> tuple[PostRef, ...]:
    """The posts with a known id that the article embeds or links, once each, in its order."""
    return tuple(dict.fromkeys(e.ref for e in article.embeds if not e.ref.provisional))


def gather(article: Article, desk: Desk) -> Evidence:
    """The embeds, every visit to their posts, and posts of the archive that have the words.

    Each reading is there once. Its availability is what the newest visit found; offline, the
    newest that says anything of the post itself.
    """
    posts = [post for ref in posts_of(article) if (post := _post(ref, desk))]
    found = {post.ref.key: post.availability for post in posts}
    embeds = tuple(
        replace(
            timed(posting, platform_of(posting.ref, desk.platforms), desk.clock()),
            availability=found.get(posting.ref.key, posting.availability),
        )
        for posting in postings_of_embeds(article, desk.platforms)
    )
    facts = kept_facts(desk.archive)
    read_from = _distinct(posts, found, facts)
    elsewhere: dict[SocialMediaPosting, int] = {}
    for ref, quotations in _recalled(article, desk, found).items():
        post = _post(ref, desk)
        for posting, capture_id in _distinct([post] if post else [], found, facts).items():
            bears = _bears(posting, quotations, article)
            if bears is not None:
                (read_from if bears else elsewhere).setdefault(posting, capture_id)
    return Evidence(
        versions=(*embeds, *read_from),
        read_from={**elsewhere, **read_from},
        troubles=tuple(post.trouble for post in posts if post.trouble),
        elsewhere=tuple(posting for posting in elsewhere if posting not in read_from),
    )


def _post(ref: PostRef, desk: Desk) -> _Post | None:
    visits = stored_visits(ref, desk)
    if not visits:
        return None
    every = [visit.capture.availability for visit in visits]
    own = [visit.capture.availability for visit in visits if visit.capture.imported is None]
    telling = [one for one in own if one in _STATEMENTS] if desk.transport is None else own
    # What a file of others says of the post counts where no visit of our own says anything.
    telling = telling or [one for one in every if one in _STATEMENTS] or every
    return _Post(ref=ref, visits=visits, availability=telling[0])


def _distinct(
    posts: Sequence[_Post], found: Mapping[str, Availability], facts: Facts
) -> dict[SocialMediaPosting, int]:
    """Every reading once, with its capture; a post's own visits before those that carry it.

    Of equal words the newest reading counts, but one that has them whole, of the newest version
    and with their author before one that hasn't.
    """
    seen: dict[tuple[object, ...], tuple[SocialMediaPosting, Visit]] = {}
    for posting, visit in sorted(_readings(posts), key=_is_carried):
        others = posting.imported is not None
        reading = posting.ref.key, posting.witness, posting.text, others
        if reading not in seen or _rank(posting) < _rank(seen[reading][0]):
            seen[reading] = posting, visit
    read_from: dict[SocialMediaPosting, int] = {}
    for posting, visit in seen.values():
        (complete,) = with_pictures((posting,), visit.capture, facts)
        availability = found.get(posting.ref.key, posting.availability)
        read_from[replace(complete, availability=availability)] = visit.capture_id
    return read_from


def _rank(posting: SocialMediaPosting) -> tuple[bool, bool, bool]:
    nameless = posting.author_name is None and posting.handle is None
    return not posting.complete, posting.superseded is not None, nameless


def _readings(posts: Iterable[_Post]) -> Iterator[tuple[SocialMediaPosting, Visit]]:
    for post in posts:
        for visit in post.visits:
            for posting in visit.postings:
                yield posting, visit


def _is_carried(reading: tuple[SocialMediaPosting, Visit]) -> bool:
    posting, visit = reading
    return posting.ref != visit.capture.ref


# -- posts that the article does not show -----------------------------------------------


def _recalled(
    article: Article, desk: Desk, known: Mapping[str, Availability]
) -> dict[PostRef, list[Quotation]]:
    """Captured posts that the article doesn't show, and the quotations whose words each has."""
    refs: dict[PostRef, list[Quotation]] = {}
    for quotation in article.quotations:
        if not _is_sought(quotation):
            continue
        hits = desk.archive.search_postings(quotation.quote.exact, limit=_RECALLED_POSTS)
        for ref in dict.fromkeys(
            posting.ref
            for _, posting in hits
            if posting.witness is not Witness.EMBED and posting.ref.key not in known
        ):
            refs.setdefault(ref, []).append(quotation)
    return refs


def _is_sought(quotation: Quotation) -> bool:
    words = word_count(quotation.quote.exact)
    return quotation.channel in _QUOTED and words >= MIN_RECALLED_WORDS


def _bears(
    posting: SocialMediaPosting, quotations: Iterable[Quotation], article: Article
) -> bool | None:
    """True where the posting says what a quotation says, and may be by the one whom it names.

    False where it says so and is by another; None where it does not say so. A post that the
    article doesn't show can bear a quotation out. It convicts none that is not accused without
    it: the post that the article means may be another.
    """
    tables = language(article.language).judging
    authors = [
        candidate.by_named
        for quotation in quotations
        for candidate in candidates(quotation, (posting,), tables)
        if candidate.carried and candidate.judgement.verdict is not Verdict.ALTERED
    ]
    return any(author is not False for author in authors) if authors else None

"""Whose the words are: when the one whom an article names is surely somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import regex

from archiver.hookspecs import Habits
from archiver.model import Article, Quotation, SocialMediaPosting, Witness
from archiver.text.language import Language
from archiver.text.tokens import tokenize
from archiver.verify.lookalikes import is_slip
from archiver.verify.phrases import holds
from archiver.verify.speaker import alike_handle, form_of, is_author, is_handle, same_handle

_NAME = regex.compile(r"@\w+|[^\W\d_][\w.-]*[^\W_]")
_BRACKETED = regex.compile(r"\W{0,3}[(\[](?:[^()\[\]@]{0,30}[\s:])?(@[\w.@-]*\w)")


def bracketed_handle(quotation: Quotation) -> str | None:
    """The handle in brackets right behind the name that the article gives, or None."""
    named, said = quotation.attributed_to, quotation.attribution or ""
    if not named or is_handle(named):
        return None
    for at in (found.end() for found in regex.finditer(regex.escape(named), said)):
        if found := _BRACKETED.match(said, at):
            return str(found[1])
    return None


def is_named(quotation: Quotation) -> bool:
    """Whether the sentence itself has the name; a pronoun's name is a guess."""
    said, named = quotation.attribution, quotation.attributed_to
    return named is not None and (not said or named in said)


def is_another(
    quotation: Quotation,
    posting: SocialMediaPosting,
    postings: Sequence[SocialMediaPosting],
    habits: Mapping[str, Habits],
) -> bool:
    """Whether the one named is known as another than the author of ``posting``.

    Neither a name nor a handle that doesn't fit is enough: people post under other names than
    their own, and handles are renamed. Another account among the posts must have the name or
    the handle, or the article's own copy of the post another handle than its sentence: those
    two are of one day. A version of the post itself that has it tells of a renaming.
    """
    if not is_named(quotation) or _may_mean(quotation, posting, habits):
        return False
    names = [quotation.attributed_to, bracketed_handle(quotation)]
    mine = [one for one in postings if one.ref == posting.ref]
    if any(is_author(name, one, form_of(habits, one)) for name in names for one in mine):
        return False
    if _copied_from_another(names, mine, habits):
        return True
    for ref in dict.fromkeys(one.ref for one in postings if one.ref != posting.ref):
        theirs = [one for one in postings if one.ref == ref]
        fits = any(is_author(name, one, form_of(habits, one)) for name in names for one in theirs)
        if fits and not of_one_account(mine, theirs, habits):
            return True
    return False


def _copied_from_another(
    names: Sequence[str | None],
    mine: Sequence[SocialMediaPosting],
    habits: Mapping[str, Habits],
) -> bool:
    """Whether the article gives a handle, and its copy of the post has quite another one.

    One that is mistyped, or that looks like it, is not quite another.
    """
    handles = [name for name in names if name and is_handle(name)]
    copies = [one for one in mine if one.witness is Witness.EMBED and one.text.strip()]
    return bool(handles) and any(
        one.handle is not None
        and not any(
            alike_handle(name, one.handle, form_of(habits, one)) or is_slip(name, one.handle)
            for name in handles
        )
        for one in copies
    )


def _may_mean(
    quotation: Quotation, posting: SocialMediaPosting, habits: Mapping[str, Habits]
) -> bool:
    """Whether the sentence names the author too: it may mean him."""
    rest = (quotation.attribution or "").replace(quotation.attributed_to or "", " ")
    form = form_of(habits, posting)
    return any(is_author(word, posting, form) for word in _NAME.findall(rest))


def of_one_account(
    some: Iterable[SocialMediaPosting],
    others: Sequence[SocialMediaPosting],
    habits: Mapping[str, Habits],
) -> bool:
    """Whether any of ``some`` and of ``others`` are of one account, by its id or its handle."""
    return any(
        (one.author_id is not None and one.author_id == other.author_id)
        or (one.handle and other.handle and same_handle(one.handle, other.handle, form))
        for one in some
        for other in others
        if one.ref.platform == other.ref.platform
        for form in (form_of(habits, one),)
    )


def shared_by(
    quotation: Quotation,
    posting: SocialMediaPosting,
    postings: Sequence[SocialMediaPosting],
    habits: Mapping[str, Habits],
) -> SocialMediaPosting | None:
    """A post of the one named that quotes or shares ``posting``, by another; None if none does."""
    named = quotation.attributed_to
    sharing = (
        one
        for one in postings
        if one.shared_content == posting.ref
        and one.ref != posting.ref
        and is_author(named, one, form_of(habits, one)) is True
        and not of_one_account((one,), (posting,), habits)
    )
    return next(sharing, None)


def says_shared(quotation: Quotation, tables: Language) -> bool:
    """Whether the article says that the one named passed the words on, and not that he wrote them.

    "Shared", "retweeted", "quoted": whose words they are it leaves open.
    """
    passing = [*tables.attribution.get("reposting_verbs", ()), *tables.context.get("passing", ())]
    said = f"{quotation.attribution or ''} {quotation.cue or ''}"
    return holds(tokenize(said).keys, passing)


def unread(
    article: Article,
    quotation: Quotation,
    posting: SocialMediaPosting,
    postings: Sequence[SocialMediaPosting],
    habits: Mapping[str, Habits],
) -> str | None:
    """The key of a post that the article shows, that may be by the one named, and wasn't read.

    It may have the same words: people post one text in several places.
    """
    for ref in dict.fromkeys(embed.ref for embed in article.embeds if embed.ref != posting.ref):
        versions = [one for one in postings if one.ref == ref]
        if not versions or any(one.complete and one.text.strip() for one in versions):
            continue
        fits = {is_author(quotation.attributed_to, v, form_of(habits, v)) for v in versions}
        if True in fits or False not in fits:
            return ref.key
    return None


def other_name(
    quotation: Quotation, posting: SocialMediaPosting, by_named: bool | None = False
) -> tuple[str, ...]:
    """What to say where the one named is not shown to be the author, nor to be another."""
    if by_named is not False or not is_named(quotation):
        return ()
    account = f" (@{posting.handle})" if posting.author_name and posting.handle else ""
    names = f"the article names {quotation.attributed_to}, the post is by {author_of(posting)}"
    what = "another name, a handle that was renamed, or another account"
    return (f"{names}{account}: {what}",)


def author_of(posting: SocialMediaPosting) -> str:
    """The author's name, else the handle."""
    return posting.author_name or (f"@{posting.handle}" if posting.handle else "the author")

"""A submission or comment as any of Reddit's answers has it, and what that says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.answers.origin import Origin
from archiver.answers.readings import Reading
from archiver.model import (
    Availability,
    ImageObject,
    Link,
    Poll,
    PostRef,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.reddit import bodies
from archiver.platforms.reddit.bodies import Body

_GONE = {
    Availability.WITHHELD: "removed by moderators or by the site",
    Availability.NOT_FOUND: "deleted by its author",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one answer has of it."""

    ref: PostRef
    title: str | None
    """None for a comment."""
    body: Body
    author: str | None
    """None where the account is gone, or isn't named."""
    author_id: str | None = None
    times: tuple[TimeClaim | None, ...] = ()
    images: tuple[ImageObject, ...] = ()
    links: tuple[Link, ...] = ()
    in_reply_to: PostRef | None = None
    shared_content: PostRef | None = None
    content_warning: str | None = None
    poll: Poll | None = None
    gone: Availability | None = None
    """Where the answer says outright that it was removed or deleted."""

    @property
    def availability(self) -> Availability:
        """What became of its words. A tombstone counts where no author could have written it."""
        if self.gone is not None:
            return self.gone
        said = bodies.tombstone(self.title, self.body.text)
        told = self.author is None or (said is Availability.WITHHELD and self.title is not None)
        return said if said is not None and told else Availability.AVAILABLE


def reading(route: str, posts: Sequence[Post], origin: Origin, cut: str | None = None) -> Reading:
    """The reading of an answer that has the post first, then others that it carries.

    ``cut`` says why the words may not be all, where the answer isn't whole.
    """
    availability = posts[0].availability
    main = _posting(posts[0], origin, cut)
    extent = (main.incomplete_reason if main is not None else None) or "text in full"
    extent = _GONE.get(availability, extent)
    carried = (_posting(one, origin, cut) for one in posts[1:])
    return Reading(
        finding=availability,
        line=f"{route}: 200, {extent}",
        postings=(main, *(one for one in carried if one is not None)) if main is not None else (),
    )


def _posting(post: Post, origin: Origin, cut: str | None) -> SocialMediaPosting | None:
    """The posting; None where nothing of the words is left. A title outlives the words under it."""
    gone = _GONE.get(post.availability)
    if gone is not None and (post.title is None or bodies.tombstone(post.title) is not None):
        return None
    body = Body() if gone is not None else post.body
    why = cut if gone is None else f"the words under the title were {gone}"
    if post.title is None and not body.text:
        why = "no words stand where the site has a comment’s words"
    times = tuple(claim for claim in post.times if claim is not None)
    created = next((one for one in times if one.kind is TimeKind.CREATED), None)
    edited = next((one for one in times if one.kind is TimeKind.EDITED), None)
    return SocialMediaPosting(
        ref=post.ref,
        witness=origin.witness,
        parser=origin.parser,
        text=body.text if post.title is None else bodies.whole(post.title, body.text),
        complete=why is None,
        incomplete_reason=why,
        author_name=post.author,
        handle=post.author,
        author_id=post.author_id,
        created=created.time if created else None,
        created_precision=created.precision if created else None,
        edited=edited.time if edited else None,
        times=times,
        images=tuple(dict.fromkeys((*post.images, *body.images))),
        links=(*post.links, *body.links),
        in_reply_to=post.in_reply_to,
        shared_content=post.shared_content,
        content_warning=post.content_warning,
        poll=post.poll,
        witnessed_at=origin.witnessed_at,
    )

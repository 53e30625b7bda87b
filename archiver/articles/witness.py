"""An article's embeds as a witness of the posts they carry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.hookspecs import EmbedMarkers, Platform
from archiver.model import (
    Article,
    Availability,
    Embed,
    ImageObject,
    Precision,
    SocialMediaPosting,
    Witness,
)

PARSER = "embed/1"
_CUT = re.compile(r"(?:…|\.\.\.)(?:\s*https?://\S+)?\Z")


def postings_of_embeds(
    article: Article, platforms: Sequence[Platform] = ()
) -> tuple[SocialMediaPosting, ...]:
    """What the article's own copies say of its posts, in its order.

    A copy without words, one that shows or may hide that it is cut, is not complete: nothing can
    be proved from it. The platforms' markers say how their copies are cut.
    """
    markers = {platform.name: platform.markers for platform in platforms}
    return tuple(_posting(embed, markers.get(embed.ref.platform)) for embed in article.embeds)


def _why_incomplete(embed: Embed, text: str, markers: EmbedMarkers | None) -> str | None:
    if not text.strip():
        return "the article embeds the post without its words"
    if embed.cut:
        return "the article's copy shows that it is cut"
    cut = _CUT if markers is None or markers.cut_copy is None else markers.cut_copy
    if cut.search(text.rstrip()):
        return "the article's copy ends in an ellipsis and may be cut"
    limit = None if markers is None else markers.may_be_cut
    since = embed.created is None or limit is None or embed.created.date() >= limit[0]
    if limit is not None and len(text) >= limit[1] and since:
        return "the article's copy is as long as copies are before they are cut"
    return None


def _posting(embed: Embed, markers: EmbedMarkers | None) -> SocialMediaPosting:
    text = embed.text or ""
    reason = _why_incomplete(embed, text, markers)
    precision = None
    if embed.created is not None:
        precision = Precision.SECOND if embed.created_exact else Precision.DAY
    return SocialMediaPosting(
        ref=embed.ref,
        witness=Witness.EMBED,
        parser=PARSER,
        text=text,
        complete=reason is None,
        incomplete_reason=reason,
        author_name=embed.author_name,
        handle=embed.handle or embed.ref.handle,
        created=embed.created,
        created_precision=precision,
        language=embed.language,
        version_id=embed.version_id,
        images=tuple(ImageObject(content_url=url, caption=alt) for url, alt in embed.images),
        availability=Availability.AVAILABLE if text.strip() else Availability.ERROR,
        alternatives=embed.alternatives,
        repairs=embed.repairs,
    )

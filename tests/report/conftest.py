"""Reports built by hand: every verdict, three scripts, and hostile input.

The words of Kim Kardashian West and Ivanka Trump are their public posts of September
2018. All else, people, places and posts, is made up.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest
from PIL import Image

from archiver.model import (
    Alignment,
    Article,
    ArticleReport,
    Availability,
    Channel,
    Coverage,
    Edit,
    EditKind,
    Finding,
    FindingKind,
    ImageObject,
    Materiality,
    PostRef,
    Precision,
    Quotation,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    TextPositionSelector,
    TextQuoteSelector,
    Verdict,
    Witness,
)

Row = Sequence[str | tuple[str, str, EditKind]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    exact: str
    text: str
    alignment: Alignment


def align(
    row: Row, *, before: str = "", after: str = "", coverage: Coverage | None = None
) -> Aligned:
    """Shared strings and (quotation, original, kind) triples, inside a longer post."""
    exact, span = "", ""
    edits = []
    for part in row:
        ours, theirs = (part, part) if isinstance(part, str) else part[:2]
        if not isinstance(part, str):
            there = len(before) + len(span)
            edits.append(
                Edit(
                    kind=part[2],
                    quotation=ours,
                    original=theirs,
                    at=(len(exact), len(exact) + len(ours)),
                    original_at=(there, there + len(theirs)),
                )
            )
        exact, span = exact + ours, span + theirs
    alignment = Alignment(
        target=TextPositionSelector(start=len(before), end=len(before) + len(span)),
        edits=tuple(edits),
        coverage=coverage or (Coverage.FRAGMENT if before or after else Coverage.WHOLE),
        matched_words=len(span.split()),
        quotation_words=len(exact.split()),
        before=before[-80:],
        after=after[:80],
    )
    return Aligned(exact=exact, text=before + span + after, alignment=alignment)


@pytest.fixture(scope="session")
def align_rows() -> Callable[..., Aligned]:
    return align


def quote(
    article: str,
    exact: str,
    *,
    kind: QuotationKind = QuotationKind.MARKS,
    attribution: str | None = None,
    attributed_to: str | None = None,
    channel: Channel = Channel.POSTED,
    cue: str | None = None,
) -> Quotation:
    start = article.index(exact)
    end = start + len(exact)
    return Quotation(
        quote=TextQuoteSelector(
            exact=exact, prefix=article[max(start - 40, 0) : start], suffix=article[end : end + 40]
        ),
        position=TextPositionSelector(start=start, end=end),
        kind=kind,
        attribution=attribution,
        attributed_to=attributed_to,
        channel=channel,
        cue=cue,
    )


def post(
    ref: str,
    text: str,
    *,
    author: str,
    handle: str,
    created: datetime,
    precision: Precision = Precision.SECOND,
    witness: Witness = Witness.PLATFORM,
    language: str | None = "en",
) -> SocialMediaPosting:
    platform, _, post_id = ref.partition(":")
    known = not post_id.startswith("?")
    parsers = {
        Witness.PLATFORM: f"{platform}.api/1",
        Witness.ARCHIVE: f"{platform}.api/1",
        Witness.EMBED: "flattened/1",
        Witness.THIRD_PARTY: "mirror/1",
    }
    return SocialMediaPosting(
        ref=PostRef(
            platform=platform,
            id=post_id,
            url=f"https://social.example/{handle}/status/{post_id}" if known else None,
        ),
        witness=witness,
        parser=parsers[witness],
        text=text,
        author_name=author,
        handle=handle,
        created=created,
        created_precision=precision,
        language=language,
        witnessed_at=None
        if witness is Witness.EMBED
        else datetime(2026, 11, 24, 8, 53, 12, tzinfo=UTC),
    )


SESSION = (
    "It started with Ms. Alice, but looking at her and seeing the faces and learning the"
    " stories of the men and women I’ve met inside prisons I knew I couldn’t stop at just one."
    " It’s time for REAL systemic change"
)
GREAT = (
    "Great working session today at the White House on ways to improve the clemency process"
    " with policy leaders and criminal justice reform advocates."
)
GIDLEY = (
    "The discussion is mainly focused on ways to improve that process to ensure deserving"
    " cases receive a fair review,"
)
WORKED_TEXT = f"""\
"{GIDLEY}" deputy White House press secretary Hogan Gidley told CNN in a statement.
Kardashian West shared a tweet with pictures of the session, writing: "{SESSION}."
Kardashian West recently appeared on the podcast "Wrongful Conviction" and spoke of the \
federal "three strikes" law.
Ivanka Trump also shared a picture of the day, writing: "{GREAT}"
"""


def worked_report() -> ArticleReport:
    """The worked example of the plan: two flattened embeds, five quotations."""
    change = align(
        [SESSION, (".", "", EditKind.EDGE_PUNCTUATION)], after=" pic.twitter.com/kdKr8s6lJW"
    )
    whole = align([GREAT], after=" pic.twitter.com/2Ydoe16Dfo", coverage=Coverage.WHOLE)
    kim = post(
        "x:?KimKardashian/2018-09-05/1",
        change.text,
        author="Kim Kardashian West",
        handle="KimKardashian",
        created=datetime(2018, 9, 5, tzinfo=UTC),
        precision=Precision.DAY,
        witness=Witness.EMBED,
    )
    ivanka = post(
        "x:?IvankaTrump/2018-09-06/1",
        whole.text,
        author="Ivanka Trump",
        handle="IvankaTrump",
        created=datetime(2018, 9, 6, tzinfo=UTC),
        precision=Precision.DAY,
        witness=Witness.EMBED,
    )

    def outside(exact: str, cue: str | None, channel: Channel, reason: str) -> QuotationReview:
        return QuotationReview(
            quotation=quote(WORKED_TEXT, exact, channel=channel, cue=cue),
            verdict=Verdict.OUT_OF_SCOPE,
            reasons=(reason,),
        )

    return ArticleReport(
        article=Article(
            text=WORKED_TEXT,
            sha256=hashlib.sha256(WORKED_TEXT.encode()).hexdigest(),
            reader="plain/1",
            source="article-2018-09-06.txt",
            title="Kim Kardashian West returns to the White House",
            published=date(2018, 9, 6),
            language="en",
        ),
        postings=(kim, ivanka),
        versions=(kim, ivanka),
        quotations=(
            outside(GIDLEY, "told", Channel.SPOKEN, "“told CNN in a statement”: spoken elsewhere"),
            QuotationReview(
                quotation=quote(
                    WORKED_TEXT,
                    change.exact,
                    attribution="Kardashian West shared a tweet with pictures of the session",
                    attributed_to="Kardashian West",
                    cue="tweet",
                ),
                verdict=Verdict.CONVENTIONAL,
                coverage=Coverage.WHOLE,
                posting=kim,
                alignment=change.alignment,
                reasons=("the post has no full stop at its end",),
            ),
            outside("Wrongful Conviction", None, Channel.TERM, "the name of a podcast"),
            outside("three strikes", None, Channel.TERM, "a term"),
            QuotationReview(
                quotation=quote(
                    WORKED_TEXT,
                    GREAT,
                    attribution="Ivanka Trump also shared a picture of the day, writing:",
                    attributed_to="Ivanka Trump",
                    cue="shared",
                ),
                verdict=Verdict.EXACT,
                coverage=Coverage.WHOLE,
                posting=ivanka,
                alignment=whole.alignment,
            ),
        ),
        rules="rules/1",
    )


def picture(colour: tuple[int, int, int]) -> bytes:
    image = Image.linear_gradient("L").resize((360, 220))
    tinted = Image.merge("RGB", [image.point([v * c // 255 for v in range(256)]) for c in colour])
    stream = io.BytesIO()
    tinted.save(stream, format="PNG")
    return stream.getvalue()


FLOOD = picture((120, 190, 255))
FLOOD_SHA = hashlib.sha256(FLOOD).hexdigest()


def council_parts() -> tuple[Aligned, ...]:
    """Five quotations with their posts: number, spelling, ellipsis, other author, typography."""
    return (
        align(
            [
                "We will keep ",
                ("two", "one", EditKind.NUMBER_CHANGED),
                " of the four swimming pools open through the winter. That is ",
                ("", "not ", EditKind.NEGATION_CHANGED),
                "a promise",
                (",", ".", EditKind.EDGE_PUNCTUATION),
            ],
            before="The budget is passed. ",
            after=" Details on Monday at the town hall, with the figures for every site.",
        ),
        align(
            [
                "Volunteers filled ",
                ("4,000", "4000", EditKind.INNER_PUNCTUATION),
                " sandbags before ",
                ("midnight", "midnite", EditKind.SPELLING),
                ". Thank you!",
            ]
        ),
        align(
            [
                "The bridge is safe ",
                ("…", "for cars, but not for lorries, and it ", EditKind.ELLIPSIS),
                " stays open",
            ],
            after=" until the inspection in May.",
        ),
        align(["Nobody asked the people who live by the river."]),
        align(
            [
                "It",
                ("’", "'", EditKind.QUOTE_GLYPH),
                "s raining again ",
                ("—", "-", EditKind.DASH_GLYPH),
                " and the shop stays open",
            ],
        ),
    )


def council_text(parts: tuple[Aligned, ...]) -> str:
    number, spelling, ellipsis, other, rain = (part.exact for part in parts)
    return f"""\
Mayor Ada Lindqvist wrote on X on Monday: “{number}” and the room applauded.
The fire brigade posted: “{spelling}”
“{ellipsis}”, the county tweeted on Tuesday.
“{other}” wrote Councillor Bo Ferris on Bluesky.
“{rain}”, the bakery posted.
“The dyke held,” the river board wrote on Mastodon. Ferris also tweeted: “I resign.”
The party’s account has since gone: “We never saw the report.”
She called it “a lesson”.
"""


def council_report() -> ArticleReport:
    """Every verdict but conventional, with findings, pictures and two witnesses."""
    parts = council_parts()
    text = council_text(parts)
    number, spelling, ellipsis, other, rain = parts
    when = datetime(2026, 11, 2, 18, 4, 9, 250_000, tzinfo=UTC)
    flooded = ImageObject(
        content_url="https://social.example/media/pool.png",
        caption="The empty north pool, its tiles under leaves",
        sha256=FLOOD_SHA,
        phash="c3d1e0f0a1b2c3d4",
        dhash="0f0f0f0f0f0f0f0f",
    )
    lost = ImageObject(content_url="https://social.example/media/lost.png")
    mayor = post(
        "x:1985046721900003328",
        number.text,
        author="Ada Lindqvist",
        handle="adalindqvist",
        created=when,
        precision=Precision.MILLISECOND,
    )
    mayor = replace(mayor, images=(flooded, lost))
    mayor_embed = replace(
        mayor,
        witness=Witness.EMBED,
        parser="embed/1",
        text=mayor.text.replace("one of", "two of"),
        witnessed_at=None,
        created=datetime(2026, 11, 2, tzinfo=UTC),
        created_precision=Precision.DAY,
        repairs=("a lost space between “open” and “through”",),
        images=(),
    )
    mayor_archive = replace(
        mayor,
        witness=Witness.ARCHIVE,
        witnessed_at=datetime(2026, 11, 3, 2, 11, tzinfo=UTC),
        images=(),
    )
    fire = post(
        "x:1985046721900003329",
        spelling.text,
        author="Fire Brigade",
        handle="fire_of_lund",
        created=when,
    )
    county = post(
        "mastodon:mas.example/113414526712345678",
        ellipsis.text,
        author="The County",
        handle="county@mas.example",
        created=when,
    )
    neighbour = post(
        "bluesky:did:plc:abc/3l3qxyz",
        other.text,
        author="Ingrid Vale",
        handle="ingridvale.example",
        created=when,
    )
    bakery = post(
        "x:1985046721900003330", rain.text, author="Rye & Daughters 🥖", handle="rye", created=when
    )
    gone = replace(
        post("x:1985046721900003331", "", author="", handle="TheParty", created=when),
        availability=Availability.ACCOUNT_GONE,
        author_name=None,
        created=None,
        created_precision=None,
        complete=False,
        incomplete_reason="the platform answered with a tombstone",
    )
    blocked = replace(
        gone,
        ref=PostRef(platform="mastodon", id="board.example/55"),
        handle=None,
        availability=Availability.BLOCKED_FOR_US,
        incomplete_reason=None,
    )

    def judged(
        part: Aligned,
        posting: SocialMediaPosting,
        verdict: Verdict,
        *,
        who: str,
        said: str,
        materiality: Materiality | None = None,
        reasons: tuple[str, ...] = (),
    ) -> QuotationReview:
        return QuotationReview(
            quotation=quote(text, part.exact, attributed_to=who, attribution=said),
            verdict=verdict,
            materiality=materiality,
            coverage=part.alignment.coverage,
            posting=posting,
            alignment=part.alignment,
            reasons=reasons,
        )

    def unjudged(
        exact: str, verdict: Verdict, who: str, posting: SocialMediaPosting | None, reason: str
    ) -> QuotationReview:
        return QuotationReview(
            quotation=quote(text, exact, attributed_to=who),
            verdict=verdict,
            posting=posting,
            reasons=(reason,),
        )

    return ArticleReport(
        article=Article(
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            reader="html/1",
            url="https://news.example/2026/11/pools-and-dykes?id=7&page=2",
            title="After the flood, a council argues about pools & dykes",
            published=datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
            language="en-GB",
            notes=("the encoding was guessed: windows-1252",),
        ),
        postings=(mayor, fire, county, neighbour, bakery, gone, blocked),
        versions=(
            mayor_embed,
            mayor,
            mayor_archive,
            fire,
            county,
            neighbour,
            bakery,
            gone,
            blocked,
        ),
        quotations=(
            judged(
                number,
                mayor,
                Verdict.ALTERED,
                materiality=Materiality.MEANING,
                who="Ada Lindqvist",
                said="Mayor Ada Lindqvist wrote on X on Monday:",
                reasons=(
                    "a number and a negation differ from every version but the article’s own embed",
                    "right after the quotation the post goes on: “ Details on Monday”",
                ),
            ),
            judged(
                spelling,
                fire,
                Verdict.ALTERED,
                materiality=Materiality.MINOR,
                who="The fire brigade",
                said="The fire brigade posted:",
            ),
            judged(
                ellipsis,
                county,
                Verdict.MARKED,
                who="the county",
                said="the county tweeted on Tuesday.",
                reasons=("the ellipsis stands for 8 words",),
            ),
            judged(
                other,
                neighbour,
                Verdict.MISATTRIBUTED,
                who="Bo Ferris",
                said="wrote Councillor Bo Ferris on Bluesky.",
            ),
            judged(rain, bakery, Verdict.EXACT, who="the bakery", said="the bakery posted."),
            unjudged("The dyke held,", Verdict.UNVERIFIABLE, "the river board", blocked, "blocked"),
            unjudged(
                "I resign.", Verdict.NOT_FOUND, "Bo Ferris", None, "5 captured posts were read"
            ),
            unjudged("We never saw the report.", Verdict.UNVERIFIABLE, "The party", gone, "gone"),
            QuotationReview(
                quotation=quote(text, "a lesson", channel=Channel.NEUTRAL, cue="called"),
                verdict=Verdict.OUT_OF_SCOPE,
                reasons=("no post is named as the source",),
            ),
        ),
        findings=(
            Finding(
                kind=FindingKind.OMISSION,
                message="The ellipsis swallows “not”.",
                posting=county.ref.key,
                quotation=2,
            ),
            Finding(
                kind=FindingKind.WITNESS_CONFLICT,
                message="The article’s embed and the platform have different words.",
                posting=mayor.ref.key,
                sides=MappingProxyType(
                    {"embed": "keep two of the four", "platform": "keep one of the four"}
                ),
            ),
            Finding(
                kind=FindingKind.DATE_MISMATCH,
                message="The article says Tuesday, the post is of Monday.",
                posting=county.ref.key,
                quotation=2,
                sides=MappingProxyType({"article": "Tuesday", "id": "2026-11-02"}),
            ),
        ),
        rules="rules/1",
    )


def single(
    part: Aligned,
    *,
    language: str,
    title: str,
    frame: str,
    author: str,
    handle: str,
    verdict: Verdict,
    materiality: Materiality | None,
) -> ArticleReport:
    text = frame.format(part.exact)
    posting = post(
        f"x:19850467219000{len(handle):05}",
        part.text,
        author=author,
        handle=handle,
        created=datetime(2026, 6, 1, 3, 4, 5, tzinfo=UTC),
        language=language,
    )
    return ArticleReport(
        article=Article(
            text=text,
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            reader="html/1",
            url="https://news.example/a",
            title=title,
            published=date(2026, 6, 2),
            language=language,
        ),
        postings=(posting,),
        versions=(posting,),
        quotations=(
            QuotationReview(
                quotation=quote(text, part.exact, attributed_to=author, attribution=author),
                verdict=verdict,
                materiality=materiality,
                coverage=part.alignment.coverage,
                posting=posting,
                alignment=part.alignment,
            ),
        ),
        rules="rules/1",
    )


def japanese_report() -> ArticleReport:
    return single(
        align(
            [
                "本日、市内の避難所を",
                ("5", "3", EditKind.NUMBER_CHANGED),
                "か所開設しました。ペットも一緒に入れます。",
            ],
            after="詳しくは市のホームページで。",
        ),
        language="ja",
        title="大雨、市が避難所を開設",
        frame="市の公式アカウントは1日、「{}」と投稿した。",
        author="みどり市危機管理課",
        handle="midori_kiki",
        verdict=Verdict.ALTERED,
        materiality=Materiality.MEANING,
    )


def arabic_report() -> ArticleReport:
    return single(
        align(
            [
                ("سنرفع", "لن نرفع", EditKind.NEGATION_CHANGED),
                " أسعار الخبز هذا العام، والدعم مستمر.",
            ]
        ),
        language="ar",
        title="الوزير يتحدث عن أسعار الخبز",
        frame="وكتب الوزير على منصة إكس: «{}» ثم أغلق التعليقات.",
        author="وزير التموين",
        handle="wazir_tamween",
        verdict=Verdict.ALTERED,
        materiality=Materiality.MEANING,
    )


HOSTILE = (
    "<script>alert(1)</script> [bold red]x[/] {{ 7*7 }} \x1b[31mred\x1b]0;title\x07"
    " \u202egnp.exe\u202c a\u200bb \ud800 \x9b5m \x00 &amp; \"'><img src=x onerror=alert(1)> end"
)


def hostile_report() -> ArticleReport:
    """The same hostile text in every place that an outsider fills."""
    base = single(
        align(
            [HOSTILE, ("<b>two</b>\x1b[0m", "<i>one</i>\u202e", EditKind.NUMBER_CHANGED), "!"],
            after=HOSTILE,
        ),
        language='en"><script>',
        title=HOSTILE * 3,
        frame="x “{}” y",
        author="N" * 10_000,
        handle="<b>" * 4_000,
        verdict=Verdict.ALTERED,
        materiality=Materiality.MEANING,
    )
    posting = replace(
        base.postings[0],
        ref=PostRef(platform="x", id="1<script>", url="javascript:alert(1)"),
        images=(
            ImageObject(content_url='data:text/html,"><script>', caption=HOSTILE, sha256="ff"),
        ),
        complete=False,
        incomplete_reason=HOSTILE,
        repairs=(HOSTILE,),
        parser=HOSTILE,
    )
    review = replace(
        base.quotations[0],
        posting=posting,
        reasons=(HOSTILE,),
        quotation=replace(
            base.quotations[0].quotation, attribution=HOSTILE, attributed_to="A" * 10_000
        ),
    )
    outside = QuotationReview(
        quotation=replace(review.quotation, cue=HOSTILE),
        verdict=Verdict.OUT_OF_SCOPE,
        reasons=(HOSTILE,),
    )
    finding = Finding(
        kind=FindingKind.HANDLE_MISMATCH,
        message=HOSTILE,
        posting=HOSTILE,
        sides=MappingProxyType({HOSTILE: HOSTILE}),
    )
    return replace(
        base,
        article=replace(base.article, url="javascript:alert(1)", source=HOSTILE, notes=(HOSTILE,)),
        postings=(posting,),
        versions=(posting,),
        quotations=(review, outside),
        findings=(finding, replace(finding, quotation=0)),
        rules=HOSTILE,
    )


def empty_report() -> ArticleReport:
    return ArticleReport(
        article=Article(text="", sha256="0" * 64, reader="plain/1"),
        postings=(),
        versions=(),
        quotations=(),
    )


@pytest.fixture
def worked() -> ArticleReport:
    return worked_report()


@pytest.fixture
def council() -> ArticleReport:
    return council_report()


@pytest.fixture
def hostile() -> ArticleReport:
    return hostile_report()


@pytest.fixture
def empty() -> ArticleReport:
    return empty_report()


@pytest.fixture
def arabic() -> ArticleReport:
    return arabic_report()


@pytest.fixture
def samples() -> Mapping[str, ArticleReport]:
    return {
        "worked": worked_report(),
        "council": council_report(),
        "japanese": japanese_report(),
        "arabic": arabic_report(),
        "hostile": hostile_report(),
        "empty": empty_report(),
    }


@pytest.fixture
def images() -> Mapping[str, bytes]:
    return {FLOOD_SHA: FLOOD}

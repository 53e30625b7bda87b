"""The drafts are valid JSON-LD in their vocabularies, and say no more than was found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pyld import jsonld as processor  # type: ignore[import-untyped]

from archiver.model import (
    ArticleReport,
    Box,
    PictureCheck,
    PictureClass,
    PictureComparison,
    Verdict,
    Witness,
)
from archiver.report.jsonld import Origin, documents, dumps
from archiver.report.jsonld_names import digest_name, host, iri
from archiver.report.jsonld_notes import web_annotations
from archiver.report.jsonld_reviews import claim_reviews, codes, media_reviews

ORIGIN = Origin(
    check=12,
    checked_at=datetime(2026, 11, 24, 9, 0, 7, 120_000, tzinfo=UTC),
    captured_at=datetime(2026, 11, 24, 8, 59, tzinfo=UTC),
    program="archiver 9.9",
)
SCHEMA_ORG = "https://schema.org/"
SAMPLES = ("worked", "council", "hostile", "empty", "arabic")
TEXTS = {"Text", "URL", "Date", "DateTime", "Language", "DefinedTerm", "Number", "PropertyValue"}


def sha(letter: str) -> str:
    return letter * 64


def picture(*kinds: PictureClass, **more: Any) -> PictureCheck:
    found = PictureComparison(kind=kinds[0] if kinds else None, kinds=kinds, **more)
    return PictureCheck(
        url="https://news.example/a.jpg",
        sha256=sha("a"),
        width=640,
        height=480,
        posting="x:1985046721900003328",
        post_url="https://social.example/media/pool.png",
        post_sha256=sha("b"),
        comparison=found,
        alt="A pool",
    )


@pytest.fixture
def report(council: ArticleReport) -> ArticleReport:
    """Every verdict, and pictures."""
    shown = (picture(PictureClass.CROPPED, PictureClass.RESIZED), picture(PictureClass.DIFFERENT))
    return replace(council, pictures=shown)


@pytest.fixture(scope="session")
def shapes(fixtures: Path) -> Mapping[str, Any]:
    found = {}
    for name in ("review", "annotation"):
        schema = json.loads((fixtures / "jsonld" / f"{name}.schema.json").read_bytes())
        Draft202012Validator.check_schema(schema)
        found[name] = Draft202012Validator(schema)
    return found


@pytest.fixture(scope="session")
def terms(fixtures: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((fixtures / "jsonld" / "schemaorg-terms.json").read_bytes())
    return found


@pytest.fixture(scope="session")
def expand(fixtures: Path) -> Any:
    """Expansion (JSON-LD 1.1) with the contexts of this repository, and no network."""
    contexts = {
        "https://schema.org": fixtures / "jsonld" / "schemaorg-context.json",
        "http://www.w3.org/ns/anno.jsonld": fixtures / "jsonld" / "anno-context.json",
    }

    def load(address: str, _options: object) -> dict[str, Any]:
        document = json.loads(contexts[address].read_bytes())
        return {"contextUrl": None, "documentUrl": address, "document": document}

    return lambda document: processor.expand(document, {"documentLoader": load})


def validate(found: list[dict[str, Any]], shapes: Mapping[str, Any]) -> None:
    for each in found:
        shapes["annotation" if "type" in each else "review"].validate(each)


# -- the vocabularies ---------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_every_draft_has_its_shape(
    samples: Mapping[str, ArticleReport], shapes: Mapping[str, Any], name: str
) -> None:
    sample = samples[name]
    found = documents(sample, ORIGIN)
    validate(json.loads(dumps(found)), shapes)
    assert sum("type" in each for each in found) == len(sample.quotations)


def test_pictures_have_their_shape(report: ArticleReport, shapes: Mapping[str, Any]) -> None:
    found = media_reviews(report, ORIGIN)
    assert len(found) == 1
    validate(found, shapes)


def classes_above(name: str, terms: dict[str, Any]) -> Iterator[str]:
    yield name
    for above in terms["classes"][name]["subClassOf"]:
        yield from classes_above(above, terms)


def check_terms(node: dict[str, Any], terms: dict[str, Any]) -> int:
    """How many there are: each is a property of the node's class, with a value that it takes."""
    classes = list(classes_above(node["@type"], terms))
    count = 0
    for name, value in node.items():
        if name.startswith("@"):
            continue
        taken = next(
            terms["classes"][each]["properties"][name]
            for each in classes
            if name in terms["classes"][each]["properties"]
        )
        for each in value if isinstance(value, list) else [value]:
            count += 1
            if isinstance(each, dict):
                assert set(classes_above(each["@type"], terms)) & set(taken), (name, taken)
                count += check_terms(each, terms)
            elif name == "mediaAuthenticityCategory":
                assert each.removeprefix(SCHEMA_ORG) in terms[name]
            else:
                assert TEXTS & set(taken), (name, taken)
    return count


def test_every_property_is_one_of_schema_org(report: ArticleReport, terms: dict[str, Any]) -> None:
    found = [*claim_reviews(report, ORIGIN), *media_reviews(report, ORIGIN)]
    assert sum(check_terms(each, terms) for each in found) > 100


def test_a_property_of_another_class_would_be_seen(terms: dict[str, Any]) -> None:
    with pytest.raises(StopIteration):
        check_terms({"@type": "Rating", "claimReviewed": "x"}, terms)
    with pytest.raises(AssertionError):
        check_terms({"@type": "Claim", "appearance": {"@type": "Person"}}, terms)


def leaves(value: Any) -> int:
    """Values that a document has, but for its context."""
    if isinstance(value, dict):
        return sum(leaves(each) for name, each in value.items() if name != "@context")
    return sum(map(leaves, value)) if isinstance(value, list) else 1


def expanded_leaves(value: Any) -> int:
    if isinstance(value, dict):
        if "@value" in value:
            return 1
        return sum(expanded_leaves(each) for each in value.values())
    return sum(map(expanded_leaves, value)) if isinstance(value, list) else 1


def test_expansion_loses_nothing(report: ArticleReport, expand: Any) -> None:
    for each in documents(report, ORIGIN):
        (node,) = expand(each)
        assert expanded_leaves(node) == leaves(each)
        keys = re.findall(r'"([^"]+)": [\[{]', json.dumps(node))
        assert all(key.startswith(("@", "http")) for key in keys)


def test_a_term_that_no_context_has_would_be_seen(report: ArticleReport, expand: Any) -> None:
    note = {**web_annotations(report, ORIGIN)[0], "verdict": "exact"}
    (node,) = expand(note)
    assert expanded_leaves(node) < leaves(note)


def test_an_annotation_is_what_the_vocabulary_calls_one(report: ArticleReport, expand: Any) -> None:
    (node,) = expand(web_annotations(report, ORIGIN)[0])
    assert node["@type"] == ["http://www.w3.org/ns/oa#Annotation"]
    motives = [each["@id"] for each in node["http://www.w3.org/ns/oa#motivatedBy"]]
    assert motives == ["http://www.w3.org/ns/oa#assessing", "http://www.w3.org/ns/oa#linking"]
    ours, theirs = node["http://www.w3.org/ns/oa#hasTarget"]
    (source,) = theirs["http://www.w3.org/ns/oa#hasSource"]
    posting = report.quotations[0].posting
    assert posting is not None
    assert source == {"@id": posting.ref.url}
    position = ours["http://www.w3.org/ns/oa#hasSelector"][1]
    assert position["http://www.w3.org/ns/oa#start"] == [
        {
            "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger",
            "@value": report.quotations[0].quotation.position.start,
        }
    ]


# -- what is said -------------------------------------------------------------------------


def test_the_claim_is_the_articles_and_not_the_posts_authors(report: ArticleReport) -> None:
    altered = claim_reviews(report, ORIGIN)[0]
    assert altered["claimReviewed"].startswith(
        "news.example quotes Ada Lindqvist as saying: “We will"
    )
    claim = altered["itemReviewed"]
    assert claim["author"] == {"@type": "Organization", "name": "news.example"}
    assert claim["datePublished"] == "2026-11-03T09:30:00Z"
    assert claim["firstAppearance"]["url"] == report.article.url
    post = claim["appearance"]
    assert post["url"] == "https://social.example/adalindqvist/status/1985046721900003328"
    assert post["author"]["alternateName"] == "@adalindqvist"
    assert altered["reviewRating"]["alternateName"] == "Altered (meaning may differ)"
    assert (
        "Held against the platform’s answer of 24 November 2026"
        in (altered["reviewRating"]["ratingExplanation"])
    )


def test_a_copy_from_a_file_of_others_is_their_word(report: ArticleReport) -> None:
    posting = report.quotations[0].posting
    assert posting is not None
    known = replace(posting, imported="crawl.warc.gz, made by Wget")
    review = replace(report.quotations[0], posting=known)
    (found,) = claim_reviews(replace(report, quotations=(review,)), ORIGIN)
    told = found["reviewRating"]["ratingExplanation"]
    assert "Read from crawl.warc.gz, made by Wget: " in told
    assert "when the program asked" not in told
    assert (
        "when the program asked"
        in (claim_reviews(report, ORIGIN)[0]["reviewRating"]["ratingExplanation"])
    )


def test_only_verdicts_on_posts_are_claims(report: ArticleReport) -> None:
    found = claim_reviews(report, ORIGIN)
    judged = [
        review
        for review in report.quotations
        if review.verdict not in {Verdict.UNVERIFIABLE, Verdict.OUT_OF_SCOPE}
    ]
    assert len(found) == len(judged) == 6
    (lost,) = [each for each in found if each["reviewRating"]["alternateName"] == "Not found"]
    assert "appearance" not in lost["itemReviewed"]
    assert "no captured post says it" in lost["reviewRating"]["ratingExplanation"]


def test_a_misattributed_quotation_names_whom_the_article_names(report: ArticleReport) -> None:
    (found,) = [
        each
        for each in claim_reviews(report, ORIGIN)
        if each["reviewRating"]["alternateName"] == "Misattributed"
    ]
    assert "quotes Bo Ferris as saying" in found["claimReviewed"]
    assert found["itemReviewed"]["appearance"]["author"]["name"] == "Ingrid Vale"
    anonymous = replace(
        report.quotations[3],
        quotation=replace(report.quotations[3].quotation, attributed_to=None),
    )
    (again,) = claim_reviews(replace(report, quotations=(anonymous,)), ORIGIN)
    assert "news.example quotes a post as saying" in again["claimReviewed"]
    assert "Ingrid" not in again["claimReviewed"]


def test_the_articles_own_copy_is_no_post(worked: ArticleReport) -> None:
    kim = worked.quotations[1].posting
    assert kim is not None
    assert kim.witness is Witness.EMBED
    known = replace(kim, ref=replace(kim.ref, id="1", url="https://x.com/KimKardashian/status/1"))
    review = replace(worked.quotations[1], posting=known)
    report = replace(worked, quotations=(review,), postings=(known,), versions=(known,))
    (note,) = web_annotations(report, ORIGIN)
    assert note["motivation"] == "assessing"
    assert note["target"]["source"] == digest_name(worked.article.sha256)
    (claim,) = claim_reviews(report, ORIGIN)
    assert "no independent witness" in claim["reviewRating"]["ratingExplanation"]
    assert claim["claimReviewed"].startswith("The article “Kim Kardashian West returns")
    assert "author" not in claim["itemReviewed"]


def test_selectors_name_what_stands_there(report: ArticleReport) -> None:
    for note, review in zip(web_annotations(report, ORIGIN), report.quotations, strict=True):
        targets = note["target"] if isinstance(note["target"], list) else [note["target"]]
        texts = [report.article.text, review.posting.text if review.posting else ""]
        for target, text in zip(targets, texts, strict=False):
            quote, position = target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert text[: position["start"]].endswith(quote["prefix"])
            assert text[position["end"] :].startswith(quote["suffix"])


def test_a_body_has_every_edit_in_words(report: ArticleReport) -> None:
    body, tag, grade = web_annotations(report, ORIGIN)[0]["body"]
    assert body["value"].startswith("Altered (meaning may differ). ")
    assert "The article has “two”; the post has “one”." in body["value"]
    assert "The post has “not ”; the article leaves it out." in body["value"].replace(
        "not”", "not ”"
    )
    assert "right after the quotation the post goes on" in body["value"]
    assert "Held against the platform’s answer of 24 November 2026" in body["value"]
    assert (tag["value"], grade["value"]) == ("altered", "meaning")


def test_ids_are_those_of_the_check(report: ArticleReport) -> None:
    def ids(origin: Origin) -> list[str]:
        return [each.get("id") or each["@id"] for each in documents(report, origin)]

    assert ids(ORIGIN) == ids(replace(ORIGIN, program="another"))
    assert len(set(ids(ORIGIN))) == len(ids(ORIGIN))
    later = replace(ORIGIN, checked_at=ORIGIN.checked_at.replace(second=8))
    assert not set(ids(ORIGIN)) & set(ids(later))


# -- pictures -----------------------------------------------------------------------------

ORIGINAL, CROPPED, TRANSFORMED = (
    "OriginalMediaContent",
    "EditedOrCroppedContent",
    "TransformedContent",
)


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        pytest.param(picture(PictureClass.IDENTICAL), [ORIGINAL], id="identical"),
        pytest.param(picture(PictureClass.REENCODED), [ORIGINAL], id="saved-again"),
        pytest.param(picture(PictureClass.RESIZED, PictureClass.REENCODED), [ORIGINAL], id="size"),
        pytest.param(picture(PictureClass.CROPPED), [CROPPED], id="a-part"),
        pytest.param(picture(PictureClass.CROPPED, PictureClass.RESIZED), [CROPPED], id="and-size"),
        pytest.param(picture(PictureClass.MIRRORED), [TRANSFORMED], id="mirrored"),
        pytest.param(picture(PictureClass.OVERLAY_ADDED), [TRANSFORMED], id="overlay"),
        pytest.param(picture(PictureClass.LOCALLY_ALTERED), [TRANSFORMED], id="altered"),
        pytest.param(
            picture(PictureClass.LOCALLY_ALTERED, PictureClass.CROPPED),
            [TRANSFORMED, CROPPED],
            id="altered-part",
        ),
        pytest.param(picture(PictureClass.RECOLOURED), [], id="colours-are-no-code"),
        pytest.param(picture(PictureClass.ROTATED, PictureClass.RESIZED), [], id="turned"),
        pytest.param(
            picture(PictureClass.OVERLAY_ADDED, PictureClass.RECOLOURED),
            [TRANSFORMED],
            id="overlay-and-colours",
        ),
        pytest.param(
            picture(PictureClass.FRAMED, framed=Box(left=1, top=1, right=9, bottom=9)),
            [],
            id="in-a-screenshot",
        ),
        pytest.param(
            picture(PictureClass.LOCALLY_ALTERED, framed=Box(left=1, top=1, right=9, bottom=9)),
            [],
            id="altered-in-a-screenshot",
        ),
        pytest.param(
            replace(picture(PictureClass.OVERLAY_ADDED), shown=False), [], id="only-announced"
        ),
        pytest.param(picture(), [], id="undecided"),
        pytest.param(picture(PictureClass.DIFFERENT), [], id="another-picture"),
    ],
)
def test_a_code_follows_from_what_was_measured(check: PictureCheck, expected: list[str]) -> None:
    assert codes(check) == [SCHEMA_ORG + each for each in expected]


def test_a_picture_is_described_and_not_judged(report: ArticleReport) -> None:
    (found,) = media_reviews(report, ORIGIN)
    assert found["mediaAuthenticityCategory"] == [SCHEMA_ORG + CROPPED]
    assert found["originalMediaLink"] == "https://social.example/media/pool.png"
    assert sha("b") in found["originalMediaContextDescription"]
    assert "was not looked at" in found["originalMediaContextDescription"]


# -- text stays text ----------------------------------------------------------------------

TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("<>&\"'\\/\u202e\u2066\u2028\u2029\x00\x85\u200d\ud800\udfff\U0001f469"),
    ),
    max_size=40,
)


@settings(max_examples=150)
@given(words=TEXT, title=TEXT, address=TEXT)
def test_no_text_leaves_its_place(words: str, title: str, address: str) -> None:
    value = {"words": words + "</script><!--", "title": title + "\udfff", "address": iri(address)}
    text = dumps([value])
    assert not re.search("[<>&\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    lone = re.compile("[\ud800-\udfff]")
    (back,) = json.loads(text.encode("utf-8"))
    assert back["words"] == lone.sub("\ufffd", value["words"] or "")
    assert back["title"] == lone.sub("\ufffd", title) + "\ufffd"


@pytest.mark.parametrize(
    "sign",
    [
        *(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x200B, 0x200E)),
        *"<>&\x7f\x85\xad\u061c\u115f\u180e\u200f\u2028\u2029\u3164\ufeff\uffa0\ufffe\U000e0041",
    ],
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_what_can_not_be_seen_is_spelt_out(sign: str) -> None:
    text = dumps([{"words": f"a{sign}b"}])
    assert sign not in text
    assert text.isascii()
    assert json.loads(text) == [{"words": f"a{sign}b"}]


def test_hostile_reports_are_valid(hostile: ArticleReport, shapes: Mapping[str, Any]) -> None:
    text = dumps(documents(hostile, ORIGIN))
    assert "</" not in text
    assert "<" not in text
    validate(json.loads(text), shapes)


@settings(max_examples=200)
@given(TEXT)
def test_an_iri_is_one_or_none(address: str) -> None:
    found = iri(f"https://news.example/{address}")
    assert found is not None
    assert not re.search('[\x00-\x20<>"{}|\\\\^`\\[\\]\ud800-\udfff\u202e]', found)
    assert iri(found) == found


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("https://x.com/a/status/1", "https://x.com/a/status/1", id="as-it-is"),
        pytest.param(
            " HTTPS://X.com/a b?c=\u202e#d ", "https://X.com/a%20b?c=%E2%80%AE#d", id="odd"
        ),
        pytest.param("https://пример.example/й", "https://пример.example/й", id="iri"),
        pytest.param("javascript:alert(1)", None, id="script"),
        pytest.param("https://", None, id="no-host"),
        pytest.param("https://a b/", None, id="space-in-host"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_addresses(address: str | None, expected: str | None) -> None:
    assert iri(address) == expected


def test_hosts() -> None:
    assert host("https://user:secret@www.News.example:8443/a@b") == "news.example"
    assert host("file:///etc/passwd") is None


def test_a_digest_as_a_name() -> None:
    # The example of RFC 6920, section 8.1.
    hello = "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069"
    assert digest_name(hello) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"

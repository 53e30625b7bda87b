"""Plain English for every judgement: the one place where reports get their words."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

from archiver.model import (
    Availability,
    Coverage,
    EditKind,
    FindingKind,
    Materiality,
    PictureClass,
    ScreenshotStatus,
    Verdict,
    Witness,
)


class Phrase(NamedTuple):
    """A short label, and a sentence that says what it means."""

    label: str
    meaning: str


VERDICTS: Final = MappingProxyType(
    {
        Verdict.EXACT: Phrase(
            "Exact",
            "The words are the post’s. At most the form of quotation marks, dashes or spaces"
            " differs.",
        ),
        Verdict.CONVENTIONAL: Phrase(
            "Conventional",
            "The words are the post’s. What differs is what newspapers change without saying so.",
        ),
        Verdict.MARKED: Phrase(
            "Marked",
            "Words were left out or changed, and the article shows each place on the page.",
        ),
        Verdict.ALTERED: Phrase(
            "Altered", "The article differs from the post, and does not show that it does."
        ),
        Verdict.MISATTRIBUTED: Phrase(
            "Misattributed",
            "The words are those of a post by somebody other than the article says.",
        ),
        Verdict.NOT_FOUND: Phrase(
            "Not found", "The article says that it quotes a post, and no captured post says this."
        ),
        Verdict.UNVERIFIABLE: Phrase(
            "Could not be checked",
            "What was captured does not settle it. This does not mean that the quotation is wrong.",
        ),
        Verdict.OUT_OF_SCOPE: Phrase(
            "Out of scope",
            "The article does not say that these words come from a post: a statement, a speech,"
            " a title or a term.",
        ),
    }
)

MATERIALITIES: Final = MappingProxyType(
    {
        Materiality.MINOR: Phrase("minor difference", "The words are the same or nearly so."),
        Materiality.WORDING: Phrase("wording differs", "The words differ."),
        Materiality.MEANING: Phrase(
            "meaning may differ", "The difference can change what is said."
        ),
    }
)

COVERAGES: Final = MappingProxyType(
    {
        Coverage.WHOLE: Phrase(
            "whole post",
            "The quotation takes the whole post, apart from links and leading mentions.",
        ),
        Coverage.FRAGMENT: Phrase("part of the post", "The quotation takes a part of the post."),
    }
)

EDITS: Final = MappingProxyType(
    {
        EditKind.QUOTE_GLYPH: "another form of quotation mark or apostrophe",
        EditKind.DASH_GLYPH: "another form of dash",
        EditKind.ELLIPSIS_GLYPH: "another form of the three dots",
        EditKind.WHITESPACE: "other spaces or line breaks",
        EditKind.UNICODE_FORM: "another Unicode form of the same character",
        EditKind.FIRST_LETTER_CASE: "a capital or small first letter",
        EditKind.EDGE_PUNCTUATION: "punctuation at the start or end",
        EditKind.LINK_DROPPED: "a link left out",
        EditKind.LINK_FORM: "another form of the same link",
        EditKind.LEADING_MENTION_DROPPED: "the accounts that a reply opens with left out",
        EditKind.EDGE_EMOJI_DROPPED: "emoji at the start or end left out",
        EditKind.HASHTAG_MARK: "the sign of a hashtag",
        EditKind.ELLIPSIS: "words left out, with an ellipsis in their place",
        EditKind.BRACKETED: "words put in square brackets",
        EditKind.SIC: "an error of the post, marked with “sic”",
        EditKind.INNER_PUNCTUATION: "punctuation inside the quotation",
        EditKind.INNER_CASE: "capital or small letters inside the quotation",
        EditKind.INNER_EMOJI: "emoji inside the quotation",
        EditKind.SPELLING: "another spelling",
        EditKind.CONTRACTION: "a contraction made or written out",
        EditKind.ABBREVIATION: "an abbreviation made or written out",
        EditKind.WORD_SUBSTITUTED: "another word",
        EditKind.WORD_INSERTED: "a word that the post does not have",
        EditKind.WORD_DELETED: "a word of the post left out",
        EditKind.REORDERED: "words in another order",
        EditKind.SPLICED: "parts joined that stand apart in the post",
        EditKind.NUMBER_CHANGED: "a number added, left out or changed",
        EditKind.NEGATION_CHANGED: "a negation added, left out or changed",
        EditKind.NAME_CHANGED: "a name added, left out or changed",
        EditKind.MODALITY_CHANGED: "how certain or how binding it is",
    }
)

PICTURES: Final = MappingProxyType(
    {
        PictureClass.IDENTICAL: Phrase(
            "identical", "The article’s picture is the post’s, byte for byte."
        ),
        PictureClass.REENCODED: Phrase(
            "saved again",
            "The article’s picture is the post’s, saved again. No change is seen; a very small one"
            " could not be.",
        ),
        PictureClass.RESIZED: Phrase(
            "another size",
            "The article’s picture is the post’s in another size. No change is seen; a very small"
            " one could not be.",
        ),
        PictureClass.CROPPED: Phrase(
            "a part", "The article’s picture shows a part of the post’s picture."
        ),
        PictureClass.FRAMED: Phrase(
            "inside a larger picture",
            "The post’s picture stands inside the article’s larger one: a border, a collage, a"
            " screenshot.",
        ),
        PictureClass.ROTATED: Phrase(
            "turned", "The article’s picture is the post’s, turned by a quarter or a half."
        ),
        PictureClass.RECOLOURED: Phrase(
            "other colours", "Brightness, contrast or colours differ all over the picture."
        ),
        PictureClass.MIRRORED: Phrase(
            "mirrored",
            "The article’s picture is the post’s as in a mirror: left and right are exchanged.",
        ),
        PictureClass.OVERLAY_ADDED: Phrase(
            "something laid over it", "Something lies over the post’s picture in the marked places."
        ),
        PictureClass.LOCALLY_ALTERED: Phrase(
            "differs in places",
            "The two pictures differ in the marked places and agree elsewhere. Either one was"
            " edited, or they are two shots or versions of one thing: look at both.",
        ),
        PictureClass.DIFFERENT: Phrase(
            "another picture", "The article’s picture is not the post’s, as far as can be seen."
        ),
    }
)

UNDECIDED: Final = Phrase(
    "could not be judged", "Whether the article’s picture is the post’s could not be settled."
)

FINDINGS: Final = MappingProxyType(
    {
        FindingKind.DATE_MISMATCH: "The dates differ",
        FindingKind.ID_TIME_CONFLICT: "The time in the post’s number and its stated time differ",
        FindingKind.HANDLE_MISMATCH: "The account names differ",
        FindingKind.WITNESS_CONFLICT: "Two copies of the post have different words",
        FindingKind.OMISSION: "The words left out matter",
        FindingKind.SPLICED: "Parts that stand apart are joined",
        FindingKind.MEDIA_CHANGED: "A picture differs",
        FindingKind.MEDIA_MISSING: "A picture is missing",
        FindingKind.POST_AFTER_ARTICLE: "The post is dated after the article",
        FindingKind.WRONG_POST: "The words are of another post",
        FindingKind.CONTEXT: "What stands beside the words takes them back",
    }
)

WITNESSES: Final = MappingProxyType(
    {
        Witness.PLATFORM: Phrase(
            "the platform’s answer", "The platform gave this text when the program asked for it."
        ),
        Witness.ARCHIVE: Phrase(
            "a web archive",
            "A web archive had received this text at the time shown. It is independent of the"
            " article.",
        ),
        Witness.EMBED: Phrase(
            "the article’s own copy",
            "The article carries this text, and the article’s author controls it. It shows what"
            " the article presents as the post, and is no independent witness.",
        ),
        Witness.THIRD_PARTY: Phrase(
            "a third party’s copy",
            "A service that is neither the platform nor a web archive passed this text on.",
        ),
    }
)

OTHERS_FILE: Final = Phrase(
    "a file that others made",
    "This text was read from a file that another program made. Whoever made the file vouches for"
    " it, not the platform, and it is not counted as a witness.",
)

AVAILABILITIES: Final = MappingProxyType(
    {
        Availability.AVAILABLE: Phrase("available", "The post could be read."),
        Availability.NOT_FOUND: Phrase(
            "not found",
            "The platform says that it has no such post: deleted, never there, or not public.",
        ),
        Availability.WITHHELD: Phrase(
            "withheld",
            "The platform says that it holds this post back, at least where it was asked from.",
        ),
        Availability.PROTECTED: Phrase(
            "protected",
            "The platform says that only readers whom the author has let in can see this post.",
        ),
        Availability.ACCOUNT_GONE: Phrase(
            "account gone",
            "The platform says that the account is closed or suspended: the post can’t be seen.",
        ),
        Availability.BLOCKED_FOR_US: Phrase(
            "blocked for this program",
            "The platform did not let this program see the post. That says nothing about the post:"
            " it may well be there.",
        ),
        Availability.ERROR: Phrase(
            "no usable answer",
            "No usable answer was had, or nobody was asked. That says nothing about the post.",
        ),
    }
)

NOT_VISITED: Final = Phrase(
    "not visited", "No answer about this post was had: only the article’s own copy was read."
)

PLATFORMS: Final = MappingProxyType(
    {
        "x": "X (Twitter)",
        "truthsocial": "Truth Social",
        "tiktok": "TikTok",
        "youtube": "YouTube",
        "linkedin": "LinkedIn",
        "vk": "VK",
        "webpage": "Web page",
    }
)

SCREENSHOTS: Final = MappingProxyType(
    {
        ScreenshotStatus.POST_FOUND: "a captured post has these words",
        ScreenshotStatus.OTHER_AUTHOR: "the words of another account’s post",
        ScreenshotStatus.POST_EXISTENCE_UNPROVEN: "no captured post has these words",
        ScreenshotStatus.NOT_READ: "not read",
    }
)

WITNESS: Final = (
    "A witness is a source from which a copy of the post was received: the platform, a web"
    " archive, a third party, or the article itself. The article is no independent witness of"
    " what it quotes."
)

LANGUAGES: Final = MappingProxyType(
    {
        "ar": "Arabic",
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "he": "Hebrew",
        "hi": "Hindi",
        "id": "Indonesian",
        "it": "Italian",
        "ja": "Japanese",
        "ko": "Korean",
        "nl": "Dutch",
        "pl": "Polish",
        "pt": "Portuguese",
        "ru": "Russian",
        "tr": "Turkish",
        "uk": "Ukrainian",
        "zh": "Chinese",
    }
)

PROVENANCE: Final = (
    "This report says what was received, when and from where, and that it has not changed"
    " since. It does not prove who wrote a post. A second witness that does not depend on the"
    " article makes the evidence stronger, so such witnesses are counted."
)

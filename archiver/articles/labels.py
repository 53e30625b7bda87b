"""What a word around a quotation can be."""

from __future__ import annotations


class Label:
    """What a word or phrase can be, as bits; a word may be several.

    Each but those of the last group is a table of a language's file: ``POSTED_VERB`` stands for
    ``posted_verbs``.
    """

    POSTED_PHRASE = 1 << 0
    POSTED_VERB = 1 << 1
    POSTING_VERB = 1 << 2
    REPOSTING_VERB = 1 << 3
    SENDING_VERB = 1 << 4
    REPLYING_VERB = 1 << 5
    TAKING_VERB = 1 << 6
    WRITING_VERB = 1 << 7
    PARTICIPLE = 1 << 8
    POST_NOUN = 1 << 9
    OFFICE_NOUN = 1 << 10
    OFFICE_WORD = 1 << 11
    NO_POST_NOUN = 1 << 12
    ACCOUNT_NOUN = 1 << 13
    ELSEWHERE_NOUN = 1 << 14
    DENIAL = 1 << 15
    STRONG_DENIAL = 1 << 16
    FIGURE = 1 << 17
    SHARED_NOUN = 1 << 18
    MOVING_NOUN = 1 << 19
    SHARED_VERB = 1 << 20
    PLATFORM = 1 << 21
    SPOKEN_VERB = 1 << 22
    SPOKEN_NOUN = 1 << 23
    POSTABLE_NOUN = 1 << 24
    NEUTRAL_VERB = 1 << 25
    NOUN_VERB = 1 << 26
    READING_VERB = 1 << 27
    TERM_WORD = 1 << 28
    PRONOUN = 1 << 29
    POSSESSIVE = 1 << 30
    HONORIFIC = 1 << 31
    PREPOSITION = 1 << 32
    PLACE_PREPOSITION = 1 << 33
    PLATFORM_PREPOSITION = 1 << 34
    POST_PREPOSITION = 1 << 35
    TOPIC_PREPOSITION = 1 << 36
    PICTURE_PREPOSITION = 1 << 37
    SOLE_PREPOSITION = 1 << 38
    AUTHOR_PREPOSITION = 1 << 39
    DETERMINER = 1 << 40
    SUBORDINATOR = 1 << 41
    RELATIVE = 1 << 42
    COMPLEMENT = 1 << 43
    CONJUNCTION = 1 << 44
    ADVERB = 1 << 45
    DAY = 1 << 46
    NOT_NAME = 1 << 47
    PARTICLE = 1 << 48
    TAIL_VERB = 1 << 49
    """Right behind a quotation it brings a speaker on: German "so Merz"."""
    POSTED_PLACE = 1 << 50
    """By itself it says that words stand in a post: Turkish "paylaşımında"."""
    SPOKEN_PLACE = 1 << 51
    """By itself it says that words were spoken: German "der Nachrichtenagentur"."""
    POSTPOSITION = 1 << 52
    """Behind a platform it says that words stand there: Turkish "X'te"."""
    CLITIC = 1 << 53
    """A pronoun that is no subject: Spanish "le", French "se"."""
    FIELD = 1 << 54
    """A name that belongs to an office, not to who holds it: "ministre de l'Intérieur"."""
    NOUN = 1 << 55
    """A word that is no name, whatever its capital: German "Kritiker"."""
    RECIPIENT = 1 << 57
    """Right in front of a title it says to whom somebody spoke: German "der „Bild“"."""

    RELATION = 1 << 56
    """A noun that another name follows as its possessor: "адвокат Иванова"."""

    NAMING_VERB = 1 << 58
    """What stands behind it and its object is what it says: "nannte den Plan „absurd“"."""

    PERSONAL_VERB = 1 << 59
    """It says "he" by itself: Indonesian "katanya"."""

    IMPERSONAL_VERB = 1 << 73
    """Nobody is its subject: "si legge", "говорится"."""
    TELLING_PREPOSITION = 1 << 74
    """It names the one spoken to: Dutch "tegen", Indonesian "kepada"."""
    DENYING_VERB = 1 << 75
    """Whoever it is said of did not do what follows: "denied having tweeted"."""
    WEAK_NOUN = 1 << 76
    """A post, or something else: it needs a platform beside it ("entry", "message")."""
    ADDRESSING_PREPOSITION = 1 << 77
    """Behind such a noun it says that it is no post: "a message to the crews"."""
    SAME_WORD = 1 << 78
    """Beside a post it says that it is the one just quoted."""
    INDEFINITE = 1 << 79
    """Beside a post it says that it is another one."""
    POSTNOMINAL = 1 << 80
    """Right behind a single word it says that this is no name: Indonesian "itu"."""
    BACKWARD = 1 << 72
    """At the front of a sentence it stands for the quotation before: Italian "lo scrive"."""

    NAME = 1 << 60
    """Words with capitals that stand together."""
    OTHER_VERB = 1 << 61
    """A word that ends as verbs do."""
    POSSESSOR = 1 << 62
    """A name with a possessive ending."""
    SIGN = 1 << 63
    """Punctuation."""
    OBLIQUE = 1 << 64
    """A name whose ending says that it is no subject."""
    INVERTS = 1 << 65
    """A verb whose subject may stand right behind it."""
    DROPS = 1 << 66
    """A verb that needs no subject: who is meant was named before."""
    BARE = 1 << 67
    """A preposition of a language without articles."""
    FINAL = 1 << 68
    """A verb that ends its sentence, with all else in front."""
    MASCULINE = 1 << 69
    """A verb that says that its subject is a man."""
    FRONTED = 1 << 71
    """A verb whose subject may stand behind it where a phrase stands in front of it."""
    FEMININE = 1 << 70
    """A name that ends as a woman's does, or as a man's that is no subject."""
    NEUTER = 1 << 82
    """A verb that says that its subject is neither man nor woman."""
    ANSWER_NOUN = 1 << 84
    """What somebody gives in a post: "Ann Lee's response on X"."""
    DEFINITE = 1 << 83
    """In front of a role it says that it is one named before: "the mayor"."""
    VERB = POSTED_PHRASE | POSTED_VERB | POSTING_VERB | REPOSTING_VERB | SPOKEN_VERB | NEUTRAL_VERB
    """Verbs that can bring words on."""


TABLES = {
    name.lower() + "s": bit
    for name, bit in vars(Label).items()
    if name.isupper() and (bit < 1 << 60 or bit >= 1 << 72)
}
"""Each table of a language's file, and what its words are."""
del TABLES["verbs"]

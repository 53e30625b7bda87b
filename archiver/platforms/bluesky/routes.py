"""The ways to a post, and to what must be known of its author, in the order of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archiver.answers.steps import Way
from archiver.hookspecs import Extent, Route
from archiver.model import Precision, Source
from archiver.platforms.bluesky import account, names, page, server, snippet, views
from archiver.platforms.bluesky.account import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where the network is asked, without a slash at the end."""

    appview: str
    plc: str
    embed: str


def ways(ends: Endpoints, known: Account) -> Mapping[str, Way]:
    """Every way by its name, in the order of the plan, for an author of whom so much is known."""
    every = (
        *_identity_ways(ends, known),
        Way(
            route=_full(
                server.PROOF,
                "The record with the account's signature over it, checked: the best evidence.",
                images=True,
            ),
            request=lambda ref: server.proof_request(known, ref),
            read=lambda exchange, ref: server.read_proof(exchange, ref, known),
        ),
        Way(
            route=_full(
                server.RECORD,
                "The record as the author's server states it, asked where no proof is had.",
                images=True,
            ),
            request=lambda ref: server.record_request(known, ref),
            read=lambda exchange, ref: server.read_record(exchange, ref, known),
        ),
        Way(
            route=_helping(server.STATUS, "Whether the account is active, taken down or gone."),
            request=lambda ref: server.status_request(known, ref),
            read=server.read_status,
        ),
        Way(
            route=_full(
                views.ROUTE,
                "What the app shows: it adds the names, the quoted post and when it was seen.",
                images=True,
            ),
            request=lambda ref: views.request(ends.appview, ref),
            read=lambda exchange, ref: views.read(exchange, ref, known),
        ),
        Way(
            route=_full(snippet.ROUTE, "The embed's block quote, without pictures and links."),
            request=lambda ref: snippet.request(ends.embed, ref),
            read=lambda exchange, ref: snippet.read(exchange, ref, known),
        ),
        Way(
            route=Route(
                name=page.ROUTE,
                source=Source.ARCHIVE,
                text=Extent.FULL,
                time=Precision.MILLISECOND,
                note="The page's summary: shortened links stand in full, pictures are missing.",
            ),
            request=page.request,
            read=page.read,
        ),
    )
    return {way.route.name: way for way in every}


def _identity_ways(ends: Endpoints, known: Account) -> tuple[Way, ...]:
    return (
        Way(
            route=_helping(account.RESOLVE, "Which account a handle leads to, by the AppView."),
            request=lambda ref: account.resolve_request(ends.appview, names.account_of(ref)),
            read=account.read_resolved,
        ),
        Way(
            route=_helping(account.WELL_KNOWN, "Which account a handle leads to, by its host."),
            request=lambda ref: account.well_known_request(names.account_of(ref)),
            read=account.read_resolved,
        ),
        Way(
            route=_helping(
                account.PROFILE,
                "The author's names, and the label with which posts are asked to be shown to "
                "members only: then the visit ends here.",
            ),
            request=lambda ref: account.profile_request(ends.appview, names.account_of(ref)),
            read=account.read_profile,
        ),
        Way(
            route=_helping(account.DOCUMENT, "The account's keys, and the server of its data."),
            request=lambda ref: account.document_request(ends.plc, names.account_of(ref)),
            read=account.read_document,
        ),
        Way(
            route=_helping(
                account.PROFILE_RECORD,
                "The same label by the author's server, where the AppView doesn't answer.",
            ),
            request=lambda _: account.profile_record_request(known),
            read=account.read_profile_record,
        ),
    )


def _helping(name: str, note: str) -> Route:
    """A route that has nothing of the post itself."""
    return Route(name=name, text=Extent.NONE, time=None, note=note)


def _full(name: str, note: str, *, images: bool = False) -> Route:
    return Route(
        name=name,
        text=Extent.FULL,
        time=Precision.MILLISECOND,
        images=images,
        alt_text=images,
        edits=True,
        note=note,
    )

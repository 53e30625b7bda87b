"""Posts on their author's own server (PDS): the signed record, the plain one, the account."""

from __future__ import annotations

from dataclasses import replace

from archiver.answers import readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.bluesky import names, records, xrpc
from archiver.platforms.bluesky.account import Account
from archiver.platforms.bluesky.proof import Proof, ProofState, verify_record

PROOF = "proof"
RECORD = "record"
STATUS = "status"
_GONE = frozenset({"takendown", "suspended", "deactivated", "deleted"})
"""States of an inactive account (lexicon com.atproto.sync.getRepoStatus)."""
_OK = 200
_SERVER_ERRORS = 500


def proof_request(account: Account, ref: PostRef) -> FetchRequest | None:
    """Asks for the record with the signed path to it; None where no server is known."""
    if account.server is None:
        return None
    did, rkey = names.account_and_key(ref)
    return xrpc.query(
        account.server,
        "com.atproto.sync.getRecord",
        did=did,
        collection=names.COLLECTION,
        rkey=rkey,
    )


def record_request(account: Account, ref: PostRef) -> FetchRequest | None:
    """Asks for the record alone; None where no server is known."""
    if account.server is None:
        return None
    did, rkey = names.account_and_key(ref)
    return xrpc.query(
        account.server,
        "com.atproto.repo.getRecord",
        repo=did,
        collection=names.COLLECTION,
        rkey=rkey,
    )


def status_request(account: Account, ref: PostRef) -> FetchRequest | None:
    """Asks whether the account is active; None where no server is known."""
    if account.server is None:
        return None
    did = names.account_of(ref)
    return xrpc.query(account.server, "com.atproto.sync.getRepoStatus", did=did)


def read_proof(exchange: Exchange, ref: PostRef, account: Account) -> Reading:
    """What the account's signature proves: the record, that there is none, or nothing.

    A proof that fails says nothing of the post, and that it failed stands in the line.
    """
    failed = xrpc.failure(exchange, PROOF, {**xrpc.NO_REPOSITORY, **xrpc.NO_RECORD})
    if failed is not None:
        return failed
    if exchange.payload.lstrip()[:1] == b"<":
        line = f"{PROOF}: 200, a page where a CAR file was promised"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    proof = _proof(exchange, ref, account)
    if proof.state is ProofState.ABSENT:
        line = f"{PROOF}: 200, signed proof that there is no such record"
        return Reading(finding=Availability.NOT_FOUND, line=line)
    if proof.state is not ProofState.PROVEN or proof.record is None:
        said = "fails" if proof.state is ProofState.REFUTED else "can't be judged"
        line = f"{PROOF}: 200, the proof {said}: {values.one_line(proof.reason)}"
        return Reading(finding=Availability.ERROR, line=line)
    if not records.is_post(proof.record):
        raise values.unknown_shape(exchange, "a signed record that is no post")
    origin = origin_of(exchange, f"bluesky.{PROOF}/1")
    found = records.posting(proof.record, ref, account, origin, cid=proof.cid)
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{PROOF}: 200, signed by the account, text in full",
        postings=(found,),
    )


def learn(account: Account, exchange: Exchange, ref: PostRef) -> Account:
    """The account with how far its server can be relied on after this answer. Never raises."""
    status = exchange.status
    code, _ = xrpc.error_of(exchange)
    account = replace(account, answers=0 < status < _SERVER_ERRORS or code is not None)
    if exchange.request.route != PROOF or status != _OK or exchange.error or exchange.truncated:
        return account
    proof = _proof(exchange, ref, account)
    if proof.state is not ProofState.REFUTED:
        return account
    why = f"the proof of the record fails: {values.one_line(proof.reason)}"
    return replace(account, distrust=why)


def _proof(exchange: Exchange, ref: PostRef, account: Account) -> Proof:
    did, rkey = names.account_and_key(ref)
    return verify_record(exchange.payload, did, names.COLLECTION, rkey, account.document)


def read_record(exchange: Exchange, ref: PostRef, account: Account) -> Reading:
    """The record as the server states it, without a proof; it may come from the AppView.

    Raises ParseError for JSON of an unknown shape.
    """
    failed = xrpc.failure(exchange, RECORD, xrpc.NO_RECORD) or readings.no_json(exchange, RECORD)
    if failed is not None:
        return failed
    data = xrpc.object_of(exchange)
    record = data.get("value")
    if data.get("uri") != names.uri_of(ref):
        raise values.unknown_shape(exchange, f"another record than {ref.id}")
    if not isinstance(record, dict) or not records.is_post(record):
        raise values.unknown_shape(exchange, "no text of a post")
    origin = origin_of(exchange, f"bluesky.{RECORD}/1")
    found = records.posting(
        record, ref, account, origin, cid=data.get("cid"), distrust=account.distrust
    )
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{RECORD}: 200, {found.incomplete_reason or 'text in full'}, not proven",
        postings=(found,),
    )


def read_status(exchange: Exchange, ref: PostRef) -> Reading:
    """Whether the account is active on its server."""
    failed = xrpc.failure(exchange, STATUS, xrpc.NO_REPOSITORY)
    failed = failed or readings.no_json(exchange, STATUS)
    if failed is not None:
        return failed
    data = xrpc.object_of(exchange)
    did = names.account_of(ref)
    if data.get("did") != did or not isinstance(data.get("active"), bool):
        raise values.unknown_shape(exchange, "no status of the account")
    if data["active"]:
        return Reading(finding=None, line=f"{STATUS}: 200, the account is active")
    state = data.get("status")
    state = state if isinstance(state, str) and state in _GONE else None
    return Reading(
        finding=Availability.ACCOUNT_GONE if state else None,
        line=f"{STATUS}: 200, the account is {state or 'not active'}",
    )

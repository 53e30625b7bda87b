"""Proofs of time on the chain's head: asked for, verified at once, stored, completed later."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from archiver.custody import ots
from archiver.custody.certificates import Trust, trust_of
from archiver.custody.timestamps import (
    NONCE_BITS,
    clock_note,
    proof_of,
    request,
    token_of,
    verified,
)
from archiver.custody.timestamps_asn1 import ProofError
from archiver.errors import FetchError, InputError
from archiver.fetch.authorities import Authority, Reply, ask, known, look_up, submit
from archiver.fetch.session import Session
from archiver.model.proofs import ChainHead, Proof, ProofCheck, ProofKind
from archiver.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """What came of asking for proofs of time."""

    checks: tuple[ProofCheck, ...] = ()
    """The proofs that are in the archive now and were not before, verified."""
    troubles: tuple[str, ...] = ()
    """One line for each authority or calendar that gave nothing of worth, and why."""
    waiting: int = 0
    """Proofs that are still pending."""

    def __add__(self, other: Stamping) -> Stamping:
        """Both."""
        return Stamping(
            checks=self.checks + other.checks,
            troubles=self.troubles + other.troubles,
            waiting=self.waiting + other.waiting,
        )


class Stamper:
    """Asks the authorities that the user named, and reads what the archive has.

    ``session`` is None where the network must not be touched. ``roots`` is the PEM file to trust
    in place of certifi's. ``draw`` gives so many random bytes. Raises InputError where ``roots``
    holds no certificate.
    """

    def __init__(
        self,
        archive: Archive,
        session: Session | None,
        *,
        clock: Callable[[], datetime],
        authorities: Iterable[Authority] = (),
        roots: bytes | None = None,
        draw: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._archive = archive
        self._session = session
        self._clock = clock
        self._draw = draw
        self._roots = None if roots is None else own_roots(roots)
        self.authorities = tuple(dict.fromkeys(authorities))

    @cached_property
    def trust(self) -> Trust:
        """The roots to trust: the user's own, else those that certifi lists."""
        return usual_roots() if self._roots is None else self._roots

    def stamp(self) -> Stamping:
        """The newest link has a proof by each authority, or it is told why not.

        An authority that has proven it is not asked again. Nor is it where nothing but proofs of
        time came since. What was captured doesn't depend on it: only the archive itself can fail.
        """
        head = self._archive.proofs.head()
        if head is None:
            return Stamping()
        done = Stamping()
        asked = [one for one in self.authorities if not self._archive.proofs.is_proven(one.url)]
        for authority in asked:
            done += self._stamp(head, authority)
        return done

    def _stamp(self, head: ChainHead, authority: Authority) -> Stamping:
        if self._session is None:
            return Stamping(troubles=(f"offline: no time stamp was asked of {authority.url}",))
        make = self._promise if authority.calendar else self._token
        try:
            proof = make(self._session, head, authority.url)
        except ProofError as error:
            why = f"no time stamp by {authority.url}: {error}{self._hint(authority)}"
            return Stamping(troubles=(why,))
        return Stamping(checks=(self._stored(proof, head.sha256),))

    def _hint(self, authority: Authority) -> str:
        """Where the root of a public authority is to be had that certifi doesn't list."""
        root = next((one.root for one in known() if one.url == authority.url), None)
        if root is None or self._roots is not None:
            return ""
        return f"; its root is published at {root}: give it with --timestamp-ca"

    def _stored(self, proof: Proof, link_sha256: str) -> ProofCheck:
        number = self._archive.proofs.add(proof)
        return verified(replace(proof, id=number), link_sha256, self.trust)

    def _token(self, session: Session, head: ChainHead, url: str) -> Proof:
        """A token of the link, verified. Raises ProofError for an answer that is none."""
        nonce = int.from_bytes(self._draw(NONCE_BITS // 8), "big")
        reply = ask(session, url, request(head.sha256, nonce))
        body = _body(reply)
        token = token_of(body, head.sha256, nonce=nonce, trust=self.trust)
        return proof_of(
            body,
            token,
            chain_id=head.id,
            link_sha256=head.sha256,
            authority=url,
            asked=reply.asked,
        )

    def _promise(self, session: Session, head: ChainHead, url: str) -> Proof:
        """A calendar's promise for the link. Raises ProofError for an answer that is none."""
        if not ots.installed():
            raise ProofError(f"OpenTimestamps needs an extra: {ots.INSTALL}")
        nonce = self._draw(ots.NONCE_BYTES)
        reply = submit(session, url, ots.commitment(head.sha256, nonce))
        return Proof(
            kind=ProofKind.OPENTIMESTAMPS,
            chain_id=head.id,
            imprint=head.sha256,
            authority=url,
            requested_at=reply.asked,
            proof=ots.proof_file(head.sha256, nonce, _body(reply)),
        )

    def foreign(self, sha256: str) -> tuple[bytes, str]:
        """A TimeStampResp for a digest that is no link, and the authority's chain in PEM.

        By the first authority that is no calendar. Nothing is stored. Raises InputError where
        there is none or no network, FetchError where it gives no token that can be verified.
        """
        url = next((one.url for one in self.authorities if not one.calendar), None)
        if url is None or self._session is None:
            raise InputError("nobody is named who gives time stamps", "name one by --timestamp")
        nonce = int.from_bytes(self._draw(NONCE_BITS // 8), "big")
        try:
            body = _body(ask(self._session, url, request(sha256, nonce)))
            token = token_of(body, sha256, nonce=nonce, trust=self.trust)
        except ProofError as error:
            raise FetchError(f"no time stamp by {url}: {error}", "name another") from None
        return body, token.pem

    def upgrade(self) -> Stamping:
        """Every pending proof that a calendar can complete has one that completes it.

        The pending one stays as it is.
        """
        pending = self._archive.proofs.pending()
        if not pending:
            return Stamping()
        if not ots.installed():
            why = f"{len(pending)} proofs of OpenTimestamps can't be read: {ots.INSTALL}"
            return Stamping(troubles=(why,), waiting=len(pending))
        done = Stamping()
        for proof in pending:
            done += self._upgrade(proof)
        return replace(done, troubles=tuple(dict.fromkeys(done.troubles)))

    def _upgrade(self, proof: Proof) -> Stamping:
        try:
            promises = ots.promises(proof.proof)
        except ProofError as error:
            return Stamping(troubles=(f"proof {proof.id} can't be completed: {error}",))
        troubles: list[str] = []
        for promise in promises:
            try:
                whole = self._completed(proof, promise)
            except ProofError as error:
                troubles.append(f"nothing new from {promise.calendar}: {error}")
                continue
            if whole is not None:
                later = replace(
                    proof, proof=whole, upgrades=proof.id, requested_at=self._clock(), id=0
                )
                return Stamping(checks=(self._stored(later, proof.imprint),))
        return Stamping(troubles=tuple(troubles), waiting=1 if promises else 0)

    def _completed(self, proof: Proof, promise: ots.Promise) -> bytes | None:
        """The whole proof, or None while the calendar has nothing. ProofError for no answer."""
        if self._session is None:
            raise ProofError("offline")
        reply = look_up(self._session, promise.calendar, promise.commitment)
        body = _body(reply)
        return ots.completed(proof.proof, [(promise.commitment, body)]) if body else None

    def checks(self) -> tuple[ProofCheck, ...]:
        """What every proof in the archive is worth, without the network; oldest first."""
        return tuple(
            verified(proof, link.sha256, self.trust) for proof, link in self._archive.proofs.all()
        )


def notes(checks: Iterable[ProofCheck]) -> tuple[str, ...]:
    """One line for each new proof whose time is far from that of this machine."""
    lines = (
        (check, clock_note(check.time, check.proof.requested_at))
        for check in checks
        if check.time is not None
    )
    return tuple(f"{check.proof.authority}: {line}" for check, line in lines if line)


def _body(reply: Reply) -> bytes:
    if reply.trouble is not None:
        raise ProofError(f"it {reply.trouble}")
    return reply.body


def own_roots(pem: bytes) -> Trust:
    """What the user trusts. Raises InputError where the file holds no certificate."""
    try:
        return trust_of(pem)
    except ProofError as error:
        raise InputError(
            f"the file of --timestamp-ca is of no use: {error}", "give certificates in PEM"
        ) from None


def usual_roots() -> Trust:
    """The roots that certifi lists."""
    import certifi

    return trust_of(Path(certifi.where()).read_bytes())

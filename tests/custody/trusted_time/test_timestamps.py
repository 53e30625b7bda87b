"""A right token is taken, and each way to be wrong has its own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from archiver.custody.certificates import Trust, trust_of
from archiver.custody.timestamps import clock_note, proof_of, request, token_of, verified
from archiver.custody.timestamps_asn1 import ProofError, dotted, element, integer, made, oid
from archiver.model.proofs import Proof, ProofKind, Standing
from tests.real.tsa.forge import NOON, STAMPS, YEAR, Stamp, ec_key, holder, refusal

Make = Callable[..., Stamp]


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_right_token(houses: dict[str, Any], kind: str, digest: str, head: str) -> None:
    house = houses[kind]
    made_token = Stamp(
        signer=house.signer,
        imprint=bytes.fromhex(head),
        nonce=5,
        certificates=house.sent,
        digest=digest,
    )
    token = token_of(made_token.response(), head, nonce=5, trust=house.trust)
    assert token.time == NOON
    assert token.notes == ()
    assert token.chain == tuple(
        one.certificate for one in (house.signer, house.between, house.root)
    )


def test_granted_with_changes_is_granted(stamp: Make, house: Any, head: str, nonce: int) -> None:
    token = token_of(stamp(status=1).response(), head, nonce=nonce, trust=house.trust)
    assert token.time == NOON


def test_certificates_out_of_order_are_read_and_told(
    stamp: Make, house: Any, head: str, nonce: int
) -> None:
    answer = stamp(certificates=tuple(reversed(house.sent))).response()
    token = token_of(answer, head, nonce=nonce, trust=house.trust)
    assert token.time == NOON
    assert len(token.notes) == 1
    assert "InvalidSetOrdering" in token.notes[0]


def test_a_certificate_that_ran_out_since_is_no_fault(house: Any, head: str, nonce: int) -> None:
    short = holder("short", ec_key(), house.between, uses=STAMPS, ends=NOON + timedelta(seconds=1))
    answer = Stamp(
        signer=short,
        imprint=bytes.fromhex(head),
        nonce=nonce,
        certificates=tuple(sorted((short.der, house.between.der))),
    ).response()
    assert token_of(answer, head, nonce=nonce, trust=house.trust).time == NOON


def test_an_authority_that_leaves_out_its_certificate(
    stamp: Make, house: Any, head: str, nonce: int
) -> None:
    answer = stamp(certificates=()).response()
    with pytest.raises(ProofError, match=r"without its certificate.*--timestamp-ca"):
        token_of(answer, head, nonce=nonce, trust=house.trust)
    given_too = trust_of(house.root.pem + house.between.pem + house.signer.pem)
    assert token_of(answer, head, nonce=nonce, trust=given_too).time == NOON


def _signed_by(house: Any, **wrong: Any) -> dict[str, Any]:
    issuer = wrong.pop("issuer", house.between)
    signer = holder("odd", ec_key(), issuer, **{"uses": STAMPS, **wrong})
    sent = [signer.der] if issuer is None else [signer.der, house.between.der]
    return {"signer": signer, "certificates": tuple(sorted(sent))}


def _not_an_authority(house: Any) -> dict[str, Any]:
    between = holder("no authority", ec_key(), house.root)
    signer = holder("under it", ec_key(), between, uses=STAMPS)
    return {"signer": signer, "certificates": tuple(sorted((signer.der, between.der)))}


SERVER = [ExtendedKeyUsageOID.SERVER_AUTH]
WRONG = [
    pytest.param(lambda _: {"nonce": 6}, "another nonce", id="nonce"),
    pytest.param(lambda _: {"nonce": None}, "another nonce", id="no-nonce"),
    pytest.param(lambda _: {"imprint": bytes(32)}, "wrong imprint", id="imprint"),
    pytest.param(
        lambda _: {"imprint": bytes(48), "imprint_kind": "sha384"},
        "another kind",
        id="kind-of-imprint",
    ),
    pytest.param(lambda _: {"digest": "sha1"}, "too weak", id="sha1"),
    pytest.param(lambda _: {"signatures": 2}, "2 signatures", id="two-signatures"),
    pytest.param(lambda _: {"signatures": 0}, "0 signatures", id="no-signature"),
    pytest.param(lambda h: {"names": h.root.der}, "names another certificate", id="ess"),
    pytest.param(lambda _: {"time": NOON - 2 * YEAR}, "was not valid yet", id="too-early"),
    pytest.param(
        lambda h: _signed_by(h, ends=NOON - timedelta(days=1)),
        r"had run out .*odd.*until 2026-11-23",
        id="expired",
    ),
    pytest.param(lambda h: _signed_by(h, uses=None), "no extended key usage", id="no-key-usage"),
    pytest.param(lambda h: _signed_by(h, uses=SERVER), "not for time stamps alone", id="server"),
    pytest.param(
        lambda h: _signed_by(h, uses=[*STAMPS, *SERVER]), "not for time stamps alone", id="both"
    ),
    pytest.param(lambda h: _signed_by(h, critical=False), "not critical", id="not-critical"),
    pytest.param(
        lambda h: _signed_by(h, issuer=None), "self-signed and not trusted", id="self-signed"
    ),
    pytest.param(_not_an_authority, "may issue none", id="no-authority-between"),
    pytest.param(
        lambda h: {"certificates": (h.signer.der,)}, "is missing: CN=EC between", id="gap"
    ),
    pytest.param(lambda h: {"certificates": (h.between.der,)}, "aren't its own", id="only-others"),
    pytest.param(
        lambda h: {"signer": replace(h.signer, key=ec_key())},
        "signature does not fit",
        id="another-key",
    ),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_wrong_token(
    stamp: Make, house: Any, head: str, changes: Callable[[Any], dict[str, Any]], words: str
) -> None:
    with pytest.raises(ProofError, match=words) as caught:
        token_of(stamp(**changes(house)).response(), head, nonce=0xD3ADBEEF, trust=house.trust)
    assert "\n" not in str(caught.value)


def test_a_root_that_nobody_trusts(
    stamp: Make, house: Any, houses: dict[str, Any], head: str, nonce: int
) -> None:
    whole = tuple(sorted((*house.sent, house.root.der)))
    answer = stamp(certificates=whole).response()
    with pytest.raises(ProofError, match="root that is not trusted: CN=EC root"):
        token_of(answer, head, nonce=nonce, trust=houses["rsa"].trust)
    with pytest.raises(ProofError, match="is missing: CN=EC root"):
        token_of(stamp().response(), head, nonce=nonce, trust=Trust())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"<!DOCTYPE html><title>Sign in", "web page", id="html"),
        pytest.param(b"  \n<HTML>", "web page", id="html-later"),
        pytest.param(b"{}", "no DER", id="json"),
        pytest.param(b"\x30\x80\x00\x00", "indefinite", id="ber"),
        pytest.param(b"\x30\x85\x01\x00\x00\x00\x00\x00", "indefinite or impossible", id="huge"),
        pytest.param(b"\x30\x82\xff\xff\x00", "cut short", id="cut"),
        pytest.param(b"\x30", "cut short", id="one-byte"),
        pytest.param(made(0x30), "part of the token is empty", id="nothing-inside"),
        pytest.param(made(0x30, oid("1.2.3")), "no time stamp", id="other-der"),
        pytest.param(refusal(0), "granted, and has none", id="no-token"),
        pytest.param(refusal(0) + b"\x00", "1 bytes stand behind", id="trailing"),
        pytest.param(
            refusal(2, ["Bad things\nhappened"], 14),
            r"status 2, rejection; Bad things happened; its time source is not available",
            id="rejection",
        ),
        pytest.param(refusal(2, (), 0), "algorithm not supported", id="algorithm"),
        pytest.param(refusal(2, (), 25), "system failure", id="bit-25"),
        pytest.param(refusal(3), "status 3, waiting", id="waiting"),
        pytest.param(refusal(77), "status 77", id="unknown-status"),
    ],
)
def test_an_answer_without_a_token(answer: bytes, words: str, head: str) -> None:
    with pytest.raises(ProofError, match=words):
        token_of(answer, head, nonce=1, trust=Trust())


def test_every_cut_is_refused(stamp: Make, house: Any, head: str, nonce: int) -> None:
    answer = stamp().response()
    for size in range(len(answer)):
        with pytest.raises(ProofError):
            token_of(answer[:size], head, nonce=nonce, trust=house.trust)


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80, 0xFF])
def test_no_changed_byte_makes_another_token(
    stamp: Make, house: Any, head: str, nonce: int, flip: int
) -> None:
    """Whatever byte is changed: refused by words, or the same time by the same chain."""
    answer = stamp().response()
    right = token_of(answer, head, nonce=nonce, trust=house.trust)
    for place in range(len(answer)):
        changed = bytearray(answer)
        changed[place] ^= flip
        try:
            token = token_of(bytes(changed), head, nonce=nonce, trust=house.trust)
        except ProofError:
            continue
        assert (token.time, token.chain) == (right.time, right.chain), place


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_by_words(data: bytes) -> None:
    for answer in (data, made(0x30, data), made(0x30, made(0x30, integer(0)), data)):
        with pytest.raises(ProofError):
            token_of(answer, "00" * 32, nonce=1, trust=Trust())


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_a_request_reads_back(nonce: int) -> None:
    version, imprint, number, wants = element(request("ab" * 32, nonce)).parts()
    assert (version.value, wants.value) == (b"\x01", b"\xff")
    assert imprint.parts()[1].value == b"\xab" * 32
    assert int.from_bytes(number.value, "big", signed=True) == nonce


@pytest.mark.parametrize("name", ["1.2.840.113549.1.9.16.2.47", "2.16.840.1.101.3.4.2.1", "0.9.3"])
def test_identifiers_read_back(name: str) -> None:
    assert dotted(element(oid(name))) == name


# -- stored proofs ----------------------------------------------------------------------


@pytest.fixture
def proof(stamp: Make, house: Any, head: str, nonce: int) -> Proof:
    answer = stamp().response()
    token = token_of(answer, head, nonce=nonce, trust=house.trust)
    return proof_of(
        answer, token, chain_id=3, link_sha256=head, authority="https://tsa.example", asked=NOON
    )


def test_a_stored_proof_is_verified_with_what_is_stored(
    proof: Proof, house: Any, houses: dict[str, Any], head: str
) -> None:
    found = verified(proof, head)
    assert (found.standing, found.time, found.reasons) == (Standing.VALID, NOON, ())
    assert (found.signer, found.root) == (
        "CN=EC signer,O=Invented Time",
        "CN=EC root,O=Invented Time",
    )
    assert found.root_known is None
    assert verified(proof, head, house.trust).root_known is True
    assert verified(proof, head, houses["rsa"].trust).root_known is False


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"imprint": "00" * 32}, "another digest than link 3 has", id="imprint"),
        pytest.param({"certificates": None}, "no certificate in PEM", id="no-certificates"),
        pytest.param({"certificates": "nonsense"}, "no certificate in PEM", id="nonsense"),
        pytest.param({"stamped_at": NOON + YEAR}, "another time", id="time"),
        pytest.param({"stamped_at": None}, "another time", id="no-time"),
        pytest.param({"proof": b"<html>"}, "web page", id="proof"),
    ],
)
def test_a_stored_proof_that_was_changed(
    proof: Proof, head: str, changes: dict[str, Any], words: str
) -> None:
    found = verified(replace(proof, **changes), head)
    assert (found.standing, found.time) == (Standing.INVALID, None)
    assert words in found.reasons[0]


def test_a_proof_of_another_link(proof: Proof) -> None:
    assert verified(proof, "00" * 32).standing is Standing.INVALID


def test_without_its_root_a_proof_is_not_valid(proof: Proof, house: Any, head: str) -> None:
    rootless = (house.signer.pem + house.between.pem).decode()
    found = verified(replace(proof, certificates=rootless), head)
    assert found.standing is Standing.INVALID
    assert found.reasons == ("no root is stored with it",)


def test_the_last_root_alone_is_the_proof_s(
    proof: Proof, houses: dict[str, Any], head: str
) -> None:
    stranger = houses["rsa"].root.pem.decode()
    before = replace(proof, certificates=stranger + (proof.certificates or ""))
    assert verified(before, head).root == "CN=EC root,O=Invented Time"
    behind = verified(replace(proof, certificates=(proof.certificates or "") + stranger), head)
    assert behind.standing is Standing.INVALID


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        pytest.param(0, None, id="same"),
        pytest.param(4, None, id="near"),
        pytest.param(-4, None, id="near-before"),
        pytest.param(6, "6 minutes after this machine's", id="after"),
        pytest.param(-200, "3 hours before this machine's", id="before"),
        pytest.param(60 * 24 * 400, "400 days after", id="far"),
    ],
)
def test_clocks_that_differ_are_told(minutes: int, words: str | None) -> None:
    note = clock_note(NOON + timedelta(minutes=minutes), NOON)
    assert note is None if words is None else words in (note or "")


def test_a_proof_with_a_far_clock_is_valid_and_says_so(proof: Proof, head: str) -> None:
    found = verified(replace(proof, requested_at=NOON + timedelta(days=10)), head)
    assert found.standing is Standing.VALID
    assert "10 days before" in found.reasons[0]


def test_kinds_have_the_names_of_their_column() -> None:
    assert {kind.value for kind in ProofKind} == {"rfc3161", "opentimestamps"}

"""Which certificates are trusted, and the ways up to them."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from archiver.custody.certificates import (
    Trust,
    chain_to_root,
    pem_blocks,
    sha256_of,
    subject_of,
    to_pem,
    trust_of,
)
from archiver.custody.timestamps_asn1 import ProofError
from tests.real.tsa.forge import NOON, STAMPS, YEAR, Holder, ec_key, holder


def test_roots_are_those_that_sign_themselves(house: Any) -> None:
    found = trust_of(house.signer.pem + house.root.pem + house.between.pem)
    assert found.roots == (house.root.certificate,)
    assert found.others == (house.signer.certificate, house.between.certificate)


def test_a_single_certificate_in_der(house: Any) -> None:
    assert trust_of(house.root.der).roots == (house.root.certificate,)


def test_what_can_t_be_read_is_left_out(house: Any) -> None:
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    found = trust_of(b"# a comment\n" + broken + house.root.pem)
    assert found == trust_of(house.root.pem)


@pytest.mark.parametrize("file", [b"", b"nonsense", b"\x30\x00"])
def test_no_certificate_at_all(file: bytes) -> None:
    with pytest.raises(ProofError, match="no certificate"):
        trust_of(file)


def test_a_chain_reads_back(house: Any) -> None:
    chain = (house.signer.certificate, house.root.certificate)
    blocks = pem_blocks(to_pem(chain).encode())
    assert len(blocks) == 2
    assert trust_of(blocks[1]).roots == (house.root.certificate,)
    assert len(sha256_of(house.root.certificate)) == 64


def test_the_shortest_chain_is_a_trusted_signer() -> None:
    alone = holder("alone", ec_key(), uses=STAMPS)
    found = chain_to_root(alone.certificate, (), trust_of(alone.pem), NOON)
    assert found == (alone.certificate,)


def test_one_of_two_roads_has_run_out() -> None:
    """The same name and key, certified twice: the way that was valid then is taken."""
    root, key = holder("root", ec_key(), authority=True), ec_key()
    old = holder("between", key, root, authority=True, ends=NOON - timedelta(days=1))
    new = holder("between", key, root, authority=True)
    signer = holder("signer", ec_key(), new, uses=STAMPS)
    for pool in ((old, new), (new, old)):
        between = [one.certificate for one in pool]
        found = chain_to_root(signer.certificate, between, trust_of(root.pem), NOON)
        assert found[1] == new.certificate
    with pytest.raises(ProofError, match="had run out"):
        chain_to_root(signer.certificate, [old.certificate], trust_of(root.pem), NOON)


def test_a_cross_signed_root_leads_to_the_one_that_is_trusted() -> None:
    key, trusted = ec_key(), holder("old root", ec_key(), authority=True)
    itself = holder("new root", key, authority=True)
    crossed = holder("new root", key, trusted, authority=True)
    signer = holder("signer", ec_key(), itself, uses=STAMPS)
    between = [itself.certificate, crossed.certificate]
    found = chain_to_root(signer.certificate, between, trust_of(trusted.pem), NOON)
    assert [subject_of(one)[3:].partition(",")[0] for one in found] == [
        "signer",
        "new root",
        "old root",
    ]


def test_a_root_that_had_run_out() -> None:
    root = holder("root", ec_key(), authority=True, ends=NOON - timedelta(days=1))
    signer = holder("signer", ec_key(), root, uses=STAMPS)
    with pytest.raises(ProofError, match=r"had run out .*CN=root"):
        chain_to_root(signer.certificate, (), trust_of(root.pem), NOON)
    early = NOON - timedelta(days=2)
    assert len(chain_to_root(signer.certificate, (), trust_of(root.pem), early)) == 2
    with pytest.raises(ProofError, match="was not valid yet"):
        chain_to_root(signer.certificate, (), trust_of(root.pem), NOON - 3 * YEAR)


def test_an_issuer_of_the_same_name_with_another_key_is_none(house: Any) -> None:
    impostor = holder("EC between", ec_key(), house.root, authority=True)
    with pytest.raises(ProofError, match="is missing: CN=EC between"):
        chain_to_root(house.signer.certificate, [impostor.certificate], house.trust, NOON)


def test_circles_and_crowds_end_soon() -> None:
    """Two names that certify each other, a dozen times each, and neither of them a root."""
    one, other = holder("one", ec_key(), authority=True), holder("other", ec_key(), authority=True)
    crowd: list[Holder] = []
    for _ in range(12):
        crowd.append(holder("one", one.key, other, authority=True))
        crowd.append(holder("other", other.key, one, authority=True))
    signer = holder("signer", ec_key(), one, uses=STAMPS)
    begin = time.process_time()
    with pytest.raises(ProofError):
        chain_to_root(signer.certificate, [each.certificate for each in crowd], Trust(), NOON)
    assert time.process_time() - begin < 2

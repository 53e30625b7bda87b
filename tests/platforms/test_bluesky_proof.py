"""Proofs of records: real ones, tampered ones, and repositories signed here by invented people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given
from hypothesis import strategies as st
from libipld import decode_dag_cbor, encode_dag_cbor, encode_multibase

from archiver.platforms.bluesky.dag import cid_of_record, sha256_of_blob
from archiver.platforms.bluesky.proof import Proof, ProofState, verify_record

RECORDED = Path(__file__).resolve().parents[2] / "fixtures" / "platforms" / "bluesky-proof"
DID = "did:plc:inventedinventedinvente"
POST = "app.bsky.feed.post"
NOTHING = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
"""The CID of no bytes at all, codec raw."""
REV = "3n32le7ut2k2f"
ORDERS = {
    "secp256k1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A CAR file, and what it is of."""

    car: bytes
    did: str
    collection: str
    rkey: str
    cid: str
    value: Any
    did_document: dict[str, Any]

    def verify(self) -> Proof:
        return verify_record(self.car, self.did, self.collection, self.rkey, self.did_document)


def recorded(name: str) -> Recorded:
    about = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    return Recorded(car=(RECORDED / f"{name}.car").read_bytes(), **about)


LIVE = recorded("live")
EDITED = recorded("edited")
OF_MANY = recorded("live_of_many")
DELETED = recorded("deleted_of_many")


# -- CAR files, taken apart and put together --------------------------------------------


def cid_of(block: bytes) -> bytes:
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


def varint(number: int) -> bytes:
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def car_of(root: bytes, blocks: Iterable[tuple[bytes, bytes]]) -> bytes:
    head = encode_dag_cbor({"roots": [root], "version": 1})
    parts = [head, *(cid + block for cid, block in blocks)]
    return b"".join(varint(len(part)) + part for part in parts)


def blocks_of(car: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    parts, at = [], 0
    while at < len(car):
        length = shift = 0
        while car[at] >= 0x80:
            length |= (car[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
        length |= car[at] << shift
        parts.append(car[at + 1 : at + 1 + length])
        at += 1 + length
    return decode_dag_cbor(parts[0])["roots"][0], [(part[:36], part[36:]) for part in parts[1:]]


# -- repositories signed here -----------------------------------------------------------

K256 = ec.derive_private_key(0xA11CE, ec.SECP256K1())
P256 = ec.derive_private_key(0xB0B, ec.SECP256R1())
OTHER = ec.derive_private_key(0xE5E, ec.SECP256K1())


def document(key: ec.EllipticCurvePrivateKey, **changes: Any) -> dict[str, Any]:
    """A DID document with the key as a Multikey."""
    prefix = b"\xe7\x01" if key.curve.name == "secp256k1" else b"\x80\x24"
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    method = {
        "id": f"{DID}#atproto",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": encode_multibase("z", prefix + point),
    }
    return {"id": DID, "verificationMethod": [method | changes]}


def old_document(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    """A DID document of the older kind: a type per curve, and the whole point."""
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    curve = "Secp256k1" if key.curve.name == "secp256k1" else "Secp256r1"
    return document(
        key,
        id="#atproto",
        type=f"Ecdsa{curve}VerificationKey2019",
        publicKeyMultibase=encode_multibase("z", point),
    )


def sign(key: ec.EllipticCurvePrivateKey, message: bytes, *, high: bool = False) -> bytes:
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    order = ORDERS[key.curve.name]
    if (s > order // 2) is not high:
        s = order - s
    return r.to_bytes(32) + s.to_bytes(32)


def sign_short(message: bytes) -> bytes:
    """A signature whose S begins with a zero byte, and that byte left out."""
    tries = (sign(K256, message) for _ in range(10_000))
    signature = next(one for one in tries if one[32] == 0)
    return signature[:32] + signature[33:]


class Repository:
    """Blocks by their CIDs, put in one by one."""

    def __init__(self) -> None:
        self.blocks: dict[bytes, bytes] = {}

    def put(self, value: object) -> bytes:
        return self.put_bytes(encode_dag_cbor(value))

    def put_bytes(self, block: bytes) -> bytes:
        self.blocks[cid_of(block)] = block
        return cid_of(block)

    def node(
        self,
        entries: Sequence[tuple[str, bytes, bytes | None]] = (),
        left: bytes | None = None,
    ) -> bytes:
        """A node of the tree as given, right or wrong."""
        before, packed = b"", []
        for name, value, right in entries:
            key = name.encode()
            shared = common(before, key)
            packed.append({"p": shared, "k": key[shared:], "v": value, "t": right})
            before = key
        return self.put({"l": left, "e": packed})

    def tree(self, records: Mapping[str, bytes]) -> bytes:
        """The one tree of these keys."""
        keys = sorted(records)
        return self._subtree(keys, records, max(map(layer_of, keys), default=0)) or self.node()

    def _subtree(
        self, keys: Sequence[str], records: Mapping[str, bytes], layer: int
    ) -> bytes | None:
        if not keys:
            return None
        own = [index for index, key in enumerate(keys) if layer_of(key) == layer]
        edges = [-1, *own, len(keys)]
        subtrees = [self._subtree(keys[a + 1 : b], records, layer - 1) for a, b in pairwise(edges)]
        entries = [
            (keys[index], records[keys[index]], right)
            for index, right in zip(own, subtrees[1:], strict=True)
        ]
        return self.node(entries, subtrees[0])

    def commit(
        self,
        tree: bytes,
        key: ec.EllipticCurvePrivateKey = K256,
        signed: Callable[[bytes], bytes] | None = None,
        **changes: Any,
    ) -> bytes:
        """A CAR file of all blocks with the tree committed and signed."""
        plain = {"did": DID, "version": 3, "data": tree, "rev": REV, "prev": None} | changes
        message = encode_dag_cbor(plain)
        signature = signed(message) if signed else sign(key, message)
        root = self.put(plain | {"sig": signature})
        return car_of(root, self.blocks.items())


def common(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def layer_of(key: str) -> int:
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(key.encode()).digest())
    return (len(bits) - len(bits.lstrip("0"))) // 2


def keys_on(layer: int, count: int) -> list[str]:
    """The first keys on a layer, in order."""
    numbered = (f"{POST}/k{number:06}" for number in range(1_000_000))
    fitting = (key for key in numbered if layer_of(key) == layer)
    return [next(fitting) for _ in range(count)]


LOW = keys_on(0, 40)
MIDDLE = keys_on(1, 1)[0]
TOP = keys_on(2, 1)[0]
LOWEST = f"{POST}/a"
HIGHEST = f"{POST}/z"


def verify(car: bytes, key: str, documented: object | None = None) -> Proof:
    collection, _, rkey = key.partition("/")
    return verify_record(car, DID, collection, rkey, documented or document(K256))


def one_record(value: object, key: str = LOW[0]) -> Proof:
    repository = Repository()
    return verify(repository.commit(repository.tree({key: repository.put(value)})), key)


# -- what the real servers answered -----------------------------------------------------


@pytest.mark.parametrize("name", ["live", "edited", "record_takedown_pds", "live_of_many"])
def test_a_real_record_is_proven(name: str) -> None:
    case = recorded(name)
    proof = case.verify()
    assert proof.state is ProofState.PROVEN, proof.reason
    assert proof.record == case.value
    assert proof.cid == case.cid == cid_of_record(case.value)
    assert proof.rev is not None
    assert proof.signing_key is not None
    assert proof.signing_key.startswith("did:key:zQ3sh")


@pytest.mark.parametrize("name", ["deleted", "deleted_of_many"])
def test_a_real_record_is_proven_absent(name: str) -> None:
    proof = recorded(name).verify()
    assert (proof.state, proof.record, proof.cid) == (ProofState.ABSENT, None, None)
    assert proof.rev is not None
    assert proof.rev in proof.reason


# -- tampered ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", [LIVE, OF_MANY, DELETED], ids=["live", "of-many", "deleted"])
def test_no_flipped_byte_changes_what_is_proven(case: Recorded) -> None:
    honest = case.verify()
    for index in range(len(case.car)):
        for mask in (0x01, 0x80, 0xFF):
            spoilt = bytearray(case.car)
            spoilt[index] ^= mask
            proof = replace(case, car=bytes(spoilt)).verify()
            assert proof == honest or proof.state in {ProofState.REFUTED, ProofState.UNKNOWN}
            assert proof == honest or proof.record is None


@pytest.mark.parametrize("case", [LIVE, DELETED], ids=["live", "deleted"])
def test_a_file_cut_off_anywhere_is_unknown_and_not_refuted(case: Recorded) -> None:
    states = {replace(case, car=case.car[:end]).verify().state for end in range(len(case.car))}
    assert states == {ProofState.UNKNOWN}


@given(junk=st.binary(max_size=400))
def test_junk_is_unknown(junk: bytes) -> None:
    assert replace(LIVE, car=junk).verify().state is ProofState.UNKNOWN


@given(data=st.data())
def test_spoilt_files_never_raise_and_never_prove_another_record(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(OF_MANY.car)))
    end = data.draw(st.integers(start, len(OF_MANY.car)))
    spoilt = OF_MANY.car[:start] + data.draw(st.binary(max_size=80)) + OF_MANY.car[end:]
    proof = replace(OF_MANY, car=spoilt).verify()
    assert proof.state is not ProofState.ABSENT
    assert proof.record in (None, OF_MANY.value)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        pytest.param({"did": EDITED.did}, ProofState.REFUTED, id="other-account"),
        pytest.param(
            {"did": EDITED.did, "did_document": LIVE.did_document},
            ProofState.REFUTED,
            id="other-account-own-document",
        ),
        pytest.param({"did_document": EDITED.did_document}, ProofState.UNKNOWN, id="document"),
        pytest.param({"rkey": "3l25zusnsfctk"}, ProofState.ABSENT, id="older-rkey"),
        pytest.param({"rkey": "3zzzzzzzzzzzz"}, ProofState.UNKNOWN, id="rkey-of-the-future"),
        pytest.param({"rkey": "self"}, ProofState.ABSENT, id="rkey-without-a-time"),
        pytest.param({"collection": "app.bsky.feed.like"}, ProofState.ABSENT, id="collection"),
        pytest.param({"collection": ""}, ProofState.UNKNOWN, id="no-collection"),
        pytest.param({"rkey": "a/b"}, ProofState.UNKNOWN, id="slash"),
        pytest.param({"rkey": ".."}, ProofState.UNKNOWN, id="dots"),
        pytest.param({"rkey": "é"}, ProofState.UNKNOWN, id="not-ascii"),
        pytest.param({"rkey": f"{LIVE.rkey}\n"}, ProofState.UNKNOWN, id="line-end"),
    ],
)
def test_a_question_that_the_file_does_not_answer(
    changes: dict[str, Any], state: ProofState
) -> None:
    proof = replace(LIVE, **changes).verify()
    assert (proof.state, proof.record) == (state, None)


def test_the_key_of_another_account_has_not_signed() -> None:
    methods = [{**EDITED.did_document["verificationMethod"][0], "controller": LIVE.did}]
    forged = {**LIVE.did_document, "verificationMethod": methods}
    proof = replace(LIVE, did_document=forged).verify()
    assert (proof.state, "signature" in proof.reason) == (ProofState.REFUTED, True)


def test_records_swapped_under_their_cids() -> None:
    root, blocks = blocks_of(LIVE.car)
    foreign = next(block for _, block in blocks_of(EDITED.car)[1] if b"tables" in block)
    under_old = [(cid, foreign if b"tables" in block else block) for cid, block in blocks]
    proof = replace(LIVE, car=car_of(root, under_old)).verify()
    assert (proof.state, "digest" in proof.reason) == (ProofState.REFUTED, True)
    under_own = [(cid_of(block), block) for _, block in under_old]
    proof = replace(LIVE, car=car_of(root, under_own)).verify()
    assert (proof.state, "incomplete" in proof.reason) == (ProofState.UNKNOWN, True)


def test_a_whole_forged_path_needs_a_signature() -> None:
    """The record, the nodes and the commit are made anew; only the signature is the old one."""
    _, blocks = blocks_of(LIVE.car)
    commit = decode_dag_cbor(blocks[0][1])
    forged = Repository()
    record = forged.put({"$type": POST, "text": "Never said."})
    commit["data"] = forged.tree({f"{POST}/{LIVE.rkey}": record})
    car = car_of(forged.put(commit), forged.blocks.items())
    proof = replace(LIVE, car=car).verify()
    assert (proof.state, "signature" in proof.reason) == (ProofState.REFUTED, True)


# -- signed here: keys ------------------------------------------------------------------


@pytest.mark.parametrize("key", [K256, P256], ids=["secp256k1", "p256"])
@pytest.mark.parametrize("documented", [document, old_document], ids=["multikey", "older"])
def test_both_curves_in_both_notations(
    key: ec.EllipticCurvePrivateKey,
    documented: Callable[[ec.EllipticCurvePrivateKey], dict[str, Any]],
) -> None:
    repository = Repository()
    tree = repository.tree({LOW[0]: repository.put({"text": "Hi."})})
    proof = verify(repository.commit(tree, key), LOW[0], documented(key))
    assert (proof.state, proof.record) == (ProofState.PROVEN, {"text": "Hi."})
    multikey = document(key)["verificationMethod"][0]["publicKeyMultibase"]
    assert proof.signing_key == f"did:key:{multikey}"


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param(lambda message: sign(K256, message, high=True), id="high-s"),
        pytest.param(lambda message: K256.sign(message, ec.ECDSA(hashes.SHA256())), id="der"),
        pytest.param(lambda message: sign(OTHER, message), id="other-key"),
        pytest.param(lambda message: sign(K256, message + b"\0"), id="other-message"),
        pytest.param(sign_short, id="63-bytes"),
        pytest.param(lambda _: bytes(64), id="zeros"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda message: sign(K256, message) + b"\0", id="longer"),
    ],
)
def test_a_signature_that_does_not_hold(signed: Callable[[bytes], bytes]) -> None:
    repository = Repository()
    tree = repository.tree({LOW[0]: repository.put({"text": "Hi."})})
    proof = verify(repository.commit(tree, signed=signed), LOW[0])
    assert (proof.state, "signature" in proof.reason) == (ProofState.REFUTED, True)


@pytest.mark.parametrize(
    "documented",
    [
        pytest.param([], id="list"),
        pytest.param("did", id="text"),
        pytest.param({"id": DID}, id="no-methods"),
        pytest.param({"id": DID, "verificationMethod": {}}, id="methods-no-list"),
        pytest.param({"id": DID, "verificationMethod": [1, None, {"id": []}]}, id="no-maps"),
        pytest.param({**document(K256), "id": "did:plc:other"}, id="of-another"),
        pytest.param(document(K256, id="#other"), id="other-purpose"),
        pytest.param(document(K256, controller="did:plc:other"), id="other-controller"),
        pytest.param(document(K256, type="JsonWebKey2020"), id="other-type"),
        pytest.param(document(K256, type=[]), id="type-no-text"),
        pytest.param(document(K256, publicKeyMultibase=None), id="no-key"),
        pytest.param(document(K256, publicKeyMultibase=""), id="empty-key"),
        pytest.param(document(K256, publicKeyMultibase="z0OIl"), id="no-base58"),
        pytest.param(document(K256, publicKeyMultibase="uAAAA"), id="other-base"),
        pytest.param(
            document(K256, publicKeyMultibase=encode_multibase("z", b"\xe7\x01\x02" + bytes(32))),
            id="no-point",
        ),
        pytest.param(
            document(K256, publicKeyMultibase=encode_multibase("z", b"\xed\x01" + bytes(32))),
            id="ed25519",
        ),
    ],
)
def test_a_document_that_names_no_key_that_can_judge(documented: object) -> None:
    repository = Repository()
    car = repository.commit(repository.tree({LOW[0]: repository.put({"text": "Hi."})}))
    assert verify(car, LOW[0]).state is ProofState.PROVEN
    collection, _, rkey = LOW[0].partition("/")
    assert verify_record(car, DID, collection, rkey, documented).state is ProofState.UNKNOWN


# -- signed here: trees -----------------------------------------------------------------


@given(
    present=st.sets(st.integers(0, 500), max_size=40),
    asked=st.sets(st.integers(0, 500), min_size=1, max_size=10),
)
def test_whatever_is_in_the_tree_is_found_and_nothing_else(
    present: set[int], asked: set[int]
) -> None:
    repository = Repository()
    records = {f"{POST}/r{n}": repository.put({"text": f"number {n}"}) for n in present}
    car = repository.commit(repository.tree(records))
    for number in asked | set(list(present)[:5]):
        proof = verify(car, f"{POST}/r{number}")
        if number in present:
            assert (proof.state, proof.record) == (ProofState.PROVEN, {"text": f"number {number}"})
        else:
            assert proof.state is ProofState.ABSENT, proof.reason


def test_a_node_left_out_leaves_the_question_open() -> None:
    repository = Repository()
    value = repository.put({"text": "Hi."})
    below = repository.node([(LOW[0], value, None)])
    root, blocks = blocks_of(repository.commit(repository.node([(MIDDLE, value, None)], below)))
    without = car_of(root, [(cid, block) for cid, block in blocks if cid != below])
    proof = verify(without, LOWEST)
    assert (proof.state, "incomplete" in proof.reason) == (ProofState.UNKNOWN, True)
    assert verify(without, HIGHEST).state is ProofState.ABSENT


AFTER = next(key for key in LOW if key > MIDDLE)
BEFORE = next(key for key in LOW if key < MIDDLE)


@pytest.mark.parametrize(
    ("build", "asked", "why"),
    [
        pytest.param(
            lambda r, v: r.node([(LOW[1], v, None), (LOW[0], v, None)]),
            LOWEST,
            "out of order",
            id="descending",
        ),
        pytest.param(
            lambda r, v: r.node([(LOW[0], v, None), (LOW[0], v, None)]),
            HIGHEST,
            "out of order",
            id="twice",
        ),
        pytest.param(
            lambda r, v: r.node([(MIDDLE, v, None)], r.node([(AFTER, v, None)])),
            LOWEST,
            "out of order",
            id="left-but-greater",
        ),
        pytest.param(
            lambda r, v: r.node([(MIDDLE, v, r.node([(BEFORE, v, None)]))]),
            HIGHEST,
            "out of order",
            id="right-but-smaller",
        ),
        pytest.param(
            lambda r, v: r.node([(MIDDLE, v, r.node([(MIDDLE, v, None)]))]),
            HIGHEST,
            "wrong layer",
            id="below-itself",
        ),
        pytest.param(
            lambda r, v: r.node(sorted([(LOW[0], v, None), (MIDDLE, v, None)])),
            LOWEST,
            "wrong layer",
            id="two-layers-in-one-node",
        ),
        pytest.param(
            lambda r, v: r.node([(TOP, v, r.node([(LOW[-1], v, None)]))]),
            HIGHEST,
            "wrong layer",
            id="a-layer-left-out",
        ),
        pytest.param(
            lambda r, v: r.node([(LOW[1], v, None)], r.node([(LOW[0], v, None)])),
            LOWEST,
            "lowest layer",
            id="below-the-lowest-layer",
        ),
        pytest.param(
            lambda r, v: r.node([(MIDDLE, v, None)], r.node()),
            LOWEST,
            "empty node",
            id="an-empty-node-below",
        ),
    ],
)
def test_a_signed_tree_that_breaks_the_rules_proves_no_absence(
    build: Callable[[Repository, bytes], bytes], asked: str, why: str
) -> None:
    """A key could stand there where nobody looks for it."""
    repository = Repository()
    tree = build(repository, repository.put({"text": "Hi."}))
    proof = verify(repository.commit(tree), asked)
    assert proof.state is ProofState.REFUTED, proof.reason
    assert why in proof.reason


def test_a_tree_without_end() -> None:
    """Nodes without keys below each other, more than a digest has bits for."""
    repository = Repository()
    tree = repository.node([(LOW[0], repository.put({"text": "Hi."}), None)])
    for _ in range(200):
        tree = repository.node(left=tree)
    proof = verify(repository.commit(tree), LOW[0])
    assert (proof.state, "deeper" in proof.reason) == (ProofState.REFUTED, True)


def raw_node(**changes: Any) -> dict[str, Any]:
    entry = {"p": 0, "k": LOW[0].encode(), "v": cid_of(b""), "t": None}
    return {"l": None, "e": [entry | changes]}


@pytest.mark.parametrize(
    ("node", "state"),
    [
        pytest.param([], ProofState.UNKNOWN, id="list"),
        pytest.param({"l": None}, ProofState.UNKNOWN, id="no-entries"),
        pytest.param({"l": 1, "e": []}, ProofState.UNKNOWN, id="left-no-link"),
        pytest.param({"l": None, "e": [1]}, ProofState.UNKNOWN, id="entry-no-map"),
        pytest.param(raw_node(k="text"), ProofState.UNKNOWN, id="key-no-bytes"),
        pytest.param(raw_node(p=None), ProofState.UNKNOWN, id="no-prefix"),
        pytest.param(raw_node(v=None), ProofState.UNKNOWN, id="no-value"),
        pytest.param(raw_node(v=b"bytes"), ProofState.UNKNOWN, id="value-no-link"),
        pytest.param(raw_node(t="text"), ProofState.UNKNOWN, id="right-no-link"),
        pytest.param(raw_node(p=1), ProofState.REFUTED, id="prefix-of-nothing"),
        pytest.param(raw_node(p=-1), ProofState.REFUTED, id="negative-prefix"),
        pytest.param(raw_node(k=bytes(1025)), ProofState.REFUTED, id="long-key"),
        pytest.param(raw_node(k=b""), ProofState.REFUTED, id="empty-key"),
        pytest.param({"l": None, "e": [raw_node()["e"][0]] * 5001}, ProofState.UNKNOWN, id="wide"),
    ],
)
def test_nodes_of_a_wrong_shape(node: object, state: ProofState) -> None:
    repository = Repository()
    assert verify(repository.commit(repository.put(node)), LOW[0]).state is state


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"version": 2}, id="version"),
        pytest.param({"rev": None}, id="no-rev"),
        pytest.param({"rev": "yesterday"}, id="rev-no-tid"),
        pytest.param({"data": None}, id="no-tree"),
        pytest.param({"data": b"bytes"}, id="tree-no-link"),
    ],
)
def test_commits_of_a_wrong_shape(changes: dict[str, Any]) -> None:
    repository = Repository()
    tree = repository.tree({LOW[0]: repository.put({"text": "Hi."})})
    assert verify(repository.commit(tree, **changes), LOW[0]).state is ProofState.UNKNOWN


def test_a_commit_in_another_spelling_is_not_judged() -> None:
    """Bytes that decode to the signed values, and aren't the bytes that were signed."""
    repository = Repository()
    tree = repository.tree({LOW[0]: repository.put({"text": "Hi."})})
    _, blocks = blocks_of(repository.commit(tree))
    root, block = blocks[-1]
    longer = block.replace(b"gversion\x03", b"gversion\x18\x03")
    assert decode_dag_cbor(longer) == decode_dag_cbor(block)
    others = [each for each in blocks if each[0] != root]
    car = car_of(cid_of(longer), [*others, (cid_of(longer), longer)])
    assert verify(car, LOW[0]).state is ProofState.UNKNOWN


def test_a_file_past_the_limit_is_not_read() -> None:
    proof = replace(LIVE, car=LIVE.car + bytes(10_000_001)).verify()
    assert (proof.state, "larger" in proof.reason) == (ProofState.UNKNOWN, True)


# -- records as bytes and as JSON -------------------------------------------------------


def nested(depth: int) -> object:
    value: object = "deep"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"a": nested(101)}, id="deep"),
        pytest.param({"a": nested(5000)}, id="deeper-than-the-stack"),
        pytest.param(["a"], id="list"),
        pytest.param("a", id="text"),
        pytest.param({"b": cid_of(b"") + b"more"}, id="reads-as-a-cid-and-more"),
        pytest.param({"l": {"$link": "bafy"}}, id="a-map-that-reads-as-a-link"),
        pytest.param({"l": {"$bytes": "AAAA"}}, id="a-map-that-reads-as-bytes"),
    ],
)
def test_a_signed_record_without_a_certain_json_form(value: object) -> None:
    key = LOW[0]
    repository = Repository()
    try:
        record = repository.put(value)
    except RecursionError:
        record = repository.put_bytes(b"\xa1\x61a" + b"\x81" * 5000 + b"\x01")
    proof = verify(repository.commit(repository.tree({key: record})), key)
    assert (proof.state, proof.record) == (ProofState.UNKNOWN, None)


def test_a_signed_record_in_another_spelling() -> None:
    repository = Repository()
    record = repository.put_bytes(b"\xa1\x61a\x18\x01")
    proof = verify(repository.commit(repository.tree({LOW[0]: record})), LOW[0])
    assert proof.state is ProofState.UNKNOWN


def test_links_and_bytes_stand_in_the_json_form() -> None:
    proof = one_record({"link": cid_of(b"x"), "bytes": b"\x00\xff", "n": 1, "no": None})
    assert proof.record == {
        "link": {"$link": encode_multibase("b", cid_of(b"x"))},
        "bytes": {"$bytes": "AP8"},
        "n": 1,
        "no": None,
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(value=st.dictionaries(st.text(), json_values, max_size=5))
def test_a_cid_depends_on_the_value_and_not_on_the_order(value: dict[str, Any]) -> None:
    backwards = dict(reversed(value.items()))
    found = cid_of_record(value)
    assert found == cid_of_record(backwards)
    assert found != cid_of_record({**value, "one more": 1} | {"and": "another"})


@given(value=st.dictionaries(st.text(min_size=1), json_values, max_size=5))
def test_a_record_signed_is_the_record_proven(value: dict[str, Any]) -> None:
    cid = cid_of_record(value)
    proof = one_record(value)
    if proof.state is ProofState.PROVEN:
        assert (proof.record, proof.cid) == (value, cid)
    else:
        assert "$" in json.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="nothing"),
        pytest.param("text", id="text"),
        pytest.param({"a": 2**64}, id="past-64-bits"),
        pytest.param({"a": float("nan")}, id="nan"),
        pytest.param({"a": "\ud800"}, id="half-a-surrogate-pair"),
        pytest.param({"a": {"$link": "bafy"}}, id="malformed-link"),
        pytest.param({"a": {"$link": 1}}, id="link-no-text"),
        pytest.param({"a": {"$link": f"b{NOTHING[1:].upper()}"}}, id="link-in-capitals"),
        pytest.param({"a": {"$bytes": "?"}}, id="malformed-bytes"),
        pytest.param({"a": {"$bytes": 1}}, id="bytes-no-text"),
        pytest.param({"a": {"$bytes": "AVUSIA" + "A" * 42}}, id="bytes-that-read-as-a-cid"),
        pytest.param({"a": nested(101)}, id="deep"),
        pytest.param({"a": nested(5000)}, id="deeper-than-the-stack"),
        pytest.param({"a": object()}, id="no-json"),
    ],
)
def test_what_has_no_certain_form_has_no_cid(value: object) -> None:
    assert cid_of_record(value) is None


def test_bytes_with_and_without_padding_are_the_same() -> None:
    assert cid_of_record({"a": {"$bytes": "AP8="}}) == cid_of_record({"a": {"$bytes": "AP8"}})


@pytest.mark.parametrize(
    ("cid", "digest"),
    [
        pytest.param(NOTHING, hashlib.sha256(b"").hexdigest(), id="no-bytes"),
        pytest.param(NOTHING[:-1], None, id="cut"),
        pytest.param(NOTHING.upper(), None, id="another-base"),
        pytest.param(
            "bafyreiamdigdfhuqj7wfo4rcb6sogzkgfaou6xear74n367swbbippmwkm", None, id="record"
        ),
        pytest.param("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", None, id="version-0"),
        pytest.param(None, None, id="none"),
        pytest.param(7, None, id="number"),
    ],
)
def test_the_digest_that_a_blobs_cid_names(cid: object, digest: str | None) -> None:
    assert sha256_of_blob(cid) == digest

"""Checks what a repository's host says by the signature of the repository's owner.

``com.atproto.sync.getRecord`` answers with a CAR file: the signed commit, the nodes of the
Merkle search tree on the way to the record's key, and the record. Whoever holds it can check,
without trusting the host, that the account's key signed for exactly these bytes under that key,
or that there was nothing under it. Written after the specifications "Repository" and
"Cryptography" of atproto.com, and "CARv1" and "DAG-CBOR" of ipld.io. Nothing is fetched here.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from archiver.platforms.bluesky.dag import (
    CID_BYTES,
    DAG_CBOR,
    RAW,
    NoForm,
    decode,
    encode,
    from_json,
    text_of,
    to_json,
)

MAX_CAR_BYTES: Final = 10_000_000
MAX_ENTRIES: Final = 5_000
"""Keys in one node of the tree; a node has four on average."""

_LAYERS: Final = 128
"""SHA-256 has 256 bits, and a layer of the tree counts two of them."""
_KEY_BYTES: Final = 1024
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}", re.ASCII)
_COLLECTION = re.compile(r"[a-zA-Z][a-zA-Z0-9.-]{0,316}", re.ASCII)
_RKEY = re.compile(r"[a-zA-Z0-9._:~-]{1,512}", re.ASCII)
_MULTICODEC: Final = {b"\xe7\x01": "secp256k1", b"\x80\x24": "p256"}
_LEGACY: Final = {
    "EcdsaSecp256k1VerificationKey2019": "secp256k1",
    "EcdsaSecp256r1VerificationKey2019": "p256",
}
_HALF_ORDER: Final = {
    "secp256k1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2,
    "p256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 // 2,
}


class ProofState(StrEnum):
    """What a proof shows. Only the first two are statements about the record."""

    PROVEN = "proven"
    """The account signed for this record under this key."""
    ABSENT = "absent"
    """The account signed for a repository with nothing under this key, at that revision."""
    REFUTED = "refuted"
    """The proof contradicts itself, the account or the key: somebody changed something."""
    UNKNOWN = "unknown"
    """It can't be judged: cut off, incomplete, or of a kind that isn't known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What one CAR file proves of one record."""

    state: ProofState
    reason: str
    """One line: what was shown, or what failed."""
    record: Mapping[str, Any] | None = None
    """Where proven: the record in the AT Protocol's JSON form, as getRecord gives ``value``."""
    cid: str | None = None
    """Where proven: the CID of the record."""
    rev: str | None = None
    """Where proven or absent: the revision of the repository that was signed (a TID)."""
    signing_key: str | None = None
    """Where proven or absent: the key that signed, as did:key."""


class _Refuted(Exception):  # noqa: N818 - it ends a check, and its line is the result
    """Something in the proof is wrong."""


class _Unknown(Exception):  # noqa: N818 - it too is a result
    """Something in the proof can't be judged."""


def verify_record(car: bytes, did: str, collection: str, rkey: str, did_document: object) -> Proof:
    """What the CAR file proves of the record ``at://did/collection/rkey``. Never raises.

    ``did_document`` is decoded JSON. It must be that of the time when the CAR file was received:
    an account can change its key, and a commit is signed with the key of its time. A host may
    answer with an old commit: a proof speaks of its revision, whose time is in the TID, and of
    nothing after it. So absence is not known at a revision older than the record key's time.
    """
    try:
        return _verified(car, did, _record_key(collection, rkey), did_document)
    except _Refuted as problem:
        return Proof(state=ProofState.REFUTED, reason=str(problem))
    except (_Unknown, NoForm) as problem:
        return Proof(state=ProofState.UNKNOWN, reason=str(problem))


def _verified(car: bytes, did: str, key: bytes, did_document: object) -> Proof:
    root, blocks = _read_car(car)
    commit = _commit(blocks, root, did)
    signing_key = _check_signature(commit, did, did_document)
    rev = commit["rev"]
    found = _find(blocks, commit["data"], key)
    if found is None and _is_before(rev, key):
        raise _Unknown(f"nothing stands under the key at revision {rev}, older than the key itself")
    if found is None:
        return Proof(
            state=ProofState.ABSENT,
            reason=f"signed at revision {rev}: nothing stands under the key",
            rev=rev,
            signing_key=signing_key,
        )
    return Proof(
        state=ProofState.PROVEN,
        reason=f"signed at revision {rev}",
        record=_record(_block(blocks, found, "record")),
        cid=text_of(found),
        rev=rev,
        signing_key=signing_key,
    )


def _record_key(collection: str, rkey: str) -> bytes:
    named = _COLLECTION.fullmatch(collection) and _RKEY.fullmatch(rkey)
    if not named or rkey in {".", ".."}:
        raise _Unknown("no key of a record")
    return f"{collection}/{rkey}".encode()


def _is_before(rev: str, key: bytes) -> bool:
    """True where the revision is of a time before the record key's; both are TIDs, which sort."""
    rkey = key.decode().partition("/")[2]
    return _TID.fullmatch(rkey) is not None and rev < rkey


# -- the container ----------------------------------------------------------------------


def _read_car(car: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """The CID of the commit, and all blocks by their CIDs, each with the digest it names."""
    if len(car) > MAX_CAR_BYTES:
        raise _Unknown(f"the CAR file is larger than {MAX_CAR_BYTES} bytes")
    sections = _sections(car)
    head = decode(next(sections, b""), "header of the CAR file")
    roots = head.get("roots") if isinstance(head, dict) and head.get("version") == 1 else None
    if not isinstance(roots, list) or not roots or not isinstance(roots[0], bytes):
        raise _Unknown("no CAR file of version 1 with a root")
    blocks = {}
    for section in sections:
        cid, block = section[:CID_BYTES], section[CID_BYTES:]
        if not cid.startswith((DAG_CBOR, RAW)) or len(cid) != CID_BYTES:
            raise _Unknown("a block is named by a CID of an unknown kind")
        if hashlib.sha256(block).digest() != cid[len(RAW) :]:
            raise _Refuted(f"the digest of block {text_of(cid)} is wrong")
        blocks[cid] = block
    return roots[0], blocks


def _sections(car: bytes) -> Iterator[bytes]:
    """The parts of a CAR file, each with its length before it as an unsigned varint."""
    at = 0
    while at < len(car):
        length = shift = 0
        while True:
            if at >= len(car) or shift > 63:
                raise _Unknown("the CAR file is cut off or malformed")
            byte = car[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if length > len(car) - at:
            raise _Unknown("the CAR file is cut off or malformed")
        yield car[at : at + length]
        at += length


def _block(blocks: Mapping[bytes, bytes], cid: bytes, what: str) -> bytes:
    if not cid.startswith(DAG_CBOR) or len(cid) != CID_BYTES:
        raise _Unknown(f"the {what} is named by a CID of an unknown kind")
    if cid not in blocks:
        raise _Unknown(f"incomplete: the {what} is not in the CAR file")
    return blocks[cid]


# -- the commit -------------------------------------------------------------------------


def _commit(blocks: Mapping[bytes, bytes], root: bytes, did: str) -> dict[str, Any]:
    """The commit, its shape and its account checked; its signature not yet."""
    block = _block(blocks, root, "commit")
    commit = decode(block, "commit")
    if not isinstance(commit, dict) or commit.get("version") != 3:
        raise _Unknown("no commit of repository version 3")
    rev, data, sig = commit.get("rev"), commit.get("data"), commit.get("sig")
    if not isinstance(rev, str) or not _TID.fullmatch(rev):
        raise _Unknown("the commit has no revision")
    if not isinstance(data, bytes) or not isinstance(sig, bytes):
        raise _Unknown("the commit has no tree or no signature")
    if commit.get("did") != did:
        raise _Refuted("the commit is of another account")
    if encode(commit) != block:
        raise _Unknown("the commit is not in canonical DAG-CBOR")
    return commit


def _check_signature(commit: Mapping[str, Any], did: str, document: object) -> str:
    """The did:key that signed the commit."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from libipld import encode_multibase

    curve, point = _signing_key(did, document)
    shape = ec.SECP256K1() if curve == "secp256k1" else ec.SECP256R1()
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(shape, point)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _Unknown("the signing key is no point of its curve") from error
    signature = commit["sig"]
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if len(signature) != 64 or s > _HALF_ORDER[curve]:
        raise _Refuted("the signature is not in the compact form with a low S")
    unsigned = encode({name: value for name, value in commit.items() if name != "sig"})
    try:
        key.verify(utils.encode_dss_signature(r, s), unsigned, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise _Refuted("the signature is not of the account's key") from error
    compressed = key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    prefix = next(code for code, name in _MULTICODEC.items() if name == curve)
    return f"did:key:{encode_multibase('z', prefix + compressed)}"


def _signing_key(did: str, document: object) -> tuple[str, bytes]:
    """The curve and the point of the key ``#atproto`` in the DID document.

    Its types are Multikey and the two older ones that some directories still answer with.
    """
    from libipld import decode_multibase

    if not isinstance(document, Mapping) or document.get("id") != did:
        raise _Unknown("the DID document is of another account")
    names = ("#atproto", f"{did}#atproto")
    methods = document.get("verificationMethod")
    for method in methods if isinstance(methods, list) else []:
        if isinstance(method, dict) and method.get("id") in names:
            break
    else:
        raise _Unknown("the DID document has no signing key")
    kind, written = method.get("type"), method.get("publicKeyMultibase")
    if method.get("controller") != did or not isinstance(written, str) or written[:1] != "z":
        raise _Unknown("the signing key in the DID document is malformed")
    try:
        key = bytes(decode_multibase(written)[1])
    except ValueError as error:
        raise _Unknown("the signing key in the DID document is malformed") from error
    if kind == "Multikey":
        curve, key = _MULTICODEC.get(key[:2]), key[2:]
    else:
        curve = _LEGACY.get(kind) if isinstance(kind, str) else None
    if curve is None:
        raise _Unknown("the signing key is of an unknown type")
    return curve, key


# -- the tree ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A node of the tree: keys in order, their values, and the subtrees around them."""

    keys: list[bytes]
    values: list[bytes]
    subtrees: list[bytes | None]
    """One more than keys: the first is left of all of them."""


def _find(blocks: Mapping[bytes, bytes], root: bytes, key: bytes) -> bytes | None:
    """The CID under the key, or None where the tree shows that there is none.

    Every node on the way is held to the rules of the tree, so that a key can stand nowhere
    else: keys ascend, lie between those of the node above, and are all of the node's layer.
    """
    low, high = b"", b"\xff"
    cid, layer = root, None
    for _ in range(_LAYERS + 1):
        node = _node(_block(blocks, cid, "node on the way to the key"))
        layer = _layer_of(node, layer, is_root=cid == root)
        if any(a >= b for a, b in zip([low, *node.keys], [*node.keys, high], strict=True)):
            raise _Refuted("the keys of the tree are out of order")
        index = bisect_left(node.keys, key)
        if node.keys[index : index + 1] == [key]:
            return node.values[index]
        below = node.subtrees[index]
        if below is None:
            return None
        if layer is not None:
            layer -= 1
        low = node.keys[index - 1] if index else low
        high = node.keys[index] if index < len(node.keys) else high
        cid = below
    raise _Refuted("the tree is deeper than it can be")


def _layer_of(node: _Node, expected: int | None, *, is_root: bool) -> int | None:
    """The layer of the node, or None while no node with keys was met."""
    layers = {_layer(key) for key in node.keys}
    if len(layers) > 1 or (expected is not None and layers - {expected}):
        raise _Refuted("a key of the tree is on the wrong layer")
    layer = layers.pop() if layers else expected
    if layer is not None and layer <= 0 and any(node.subtrees):
        raise _Refuted("the tree goes on below its lowest layer")
    if not node.keys and node.subtrees == [None] and not is_root:
        raise _Refuted("the tree has an empty node")
    return layer


def _layer(key: bytes) -> int:
    """Leading zeros of the key's SHA-256, counted in pairs of bits."""
    number = int.from_bytes(hashlib.sha256(key).digest())
    return (256 - number.bit_length()) // 2


def _node(block: bytes) -> _Node:
    data = decode(block, "node of the tree")
    entries = data.get("e") if isinstance(data, dict) else None
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        raise _Unknown("a node of the tree is malformed")
    keys: list[bytes] = []
    values: list[bytes] = []
    subtrees = [_link(data.get("l"))]
    for entry in entries:
        key, value = _entry(entry, keys[-1] if keys else b"")
        keys.append(key)
        values.append(value)
        subtrees.append(_link(entry.get("t")))
    return _Node(keys=keys, values=values, subtrees=subtrees)


def _entry(entry: object, before: bytes) -> tuple[bytes, bytes]:
    """The whole key of an entry, which leaves out what it shares with the one before."""
    if not isinstance(entry, dict):
        raise _Unknown("a node of the tree is malformed")
    shared, rest, value = entry.get("p"), entry.get("k"), entry.get("v")
    if not isinstance(shared, int) or not isinstance(rest, bytes) or not isinstance(value, bytes):
        raise _Unknown("a node of the tree is malformed")
    if not 0 <= shared <= len(before) or shared + len(rest) > _KEY_BYTES:
        raise _Refuted("a key of the tree is longer than it can be")
    return before[:shared] + rest, value


def _link(value: object) -> bytes | None:
    if value is not None and not isinstance(value, bytes):
        raise _Unknown("a node of the tree is malformed")
    return value


def _record(block: bytes) -> dict[str, Any]:
    """The record in JSON form; encoded again, it gives exactly the signed bytes."""
    value = to_json(decode(block, "record"))
    if not isinstance(value, dict) or encode(from_json(value)) != block:
        raise _Unknown("the record is not a map in canonical DAG-CBOR")
    return value

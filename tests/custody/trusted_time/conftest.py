"""An invented authority with a root, something in between, and a signer; made once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from archiver.custody.certificates import Trust, trust_of
from tests.real.tsa.forge import STAMPS, Holder, Stamp, ec_key, holder, rsa_key

HEAD = hashlib.sha256(b"an invented link").hexdigest()
NONCE = 0xD3ADBEEF


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A chain of certificates."""

    root: Holder
    between: Holder
    signer: Holder

    @property
    def trust(self) -> Trust:
        return trust_of(self.root.pem)

    @property
    def sent(self) -> tuple[bytes, ...]:
        """The certificates that an answer has, in the order of DER."""
        return tuple(sorted((self.signer.der, self.between.der)))


def _house(name: str, make: Callable[[], Any]) -> House:
    root = holder(f"{name} root", make(), authority=True)
    between = holder(f"{name} between", make(), root, authority=True)
    signer = holder(f"{name} signer", make(), between, uses=STAMPS)
    return House(root=root, between=between, signer=signer)


@pytest.fixture(scope="session")
def houses() -> dict[str, House]:
    return {"rsa": _house("RSA", rsa_key), "ec": _house("EC", ec_key)}


@pytest.fixture(scope="session")
def house(houses: dict[str, House]) -> House:
    return houses["ec"]


@pytest.fixture
def stamp(house: House) -> Callable[..., Stamp]:
    """A right stamp of ``HEAD``, but for what is named."""
    right = Stamp(
        signer=house.signer, imprint=bytes.fromhex(HEAD), nonce=NONCE, certificates=house.sent
    )
    return lambda **changes: replace(right, **changes)


@pytest.fixture
def head() -> str:
    return HEAD


@pytest.fixture
def nonce() -> int:
    return NONCE

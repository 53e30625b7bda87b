"""Which post an address or a reference means."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.answers import addresses, values
from archiver.errors import InputError
from archiver.hookspecs import Platform
from archiver.model import PostRef
from archiver.plugins import last_resort, resolve


def ref_of(url: str, platforms: Sequence[Platform]) -> PostRef:
    """The post at the address; a page of no known platform is one of the last resort's.

    Raises InputError for what is no address of a page, for a page of a platform that names no
    post, and where two platforms claim it.
    """
    ref = resolve(url, platforms)
    if ref is not None:
        return ref
    parts = addresses.split(url)
    for platform in platforms:
        if parts is not None and addresses.is_host(addresses.host_of(parts), *platform.hosts):
            raise InputError(
                f"{_shown(url)} names no post of {platform.label}",
                "give the address of one post",
            )
    ref = last_resort(url, platforms)
    if ref is None:
        raise InputError(
            f"{_shown(url)} is no post of a known platform", "give the address of one post"
        )
    return ref


def _shown(url: str) -> str:
    return values.one_line(url) or "an empty address"


def platform_of(ref: PostRef, platforms: Sequence[Platform]) -> Platform:
    """The platform of the reference. Raises InputError where its plugin is not installed."""
    for platform in platforms:
        if platform.name == ref.platform:
            return platform
    raise InputError(
        f"{ref.key} is of a platform that is not installed", f"install {ref.platform}'s plugin"
    )

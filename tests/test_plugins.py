from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any, cast

import pluggy
import pytest

from archiver import plugins
from archiver.errors import InputError
from archiver.hookspecs import EmbedCopy, Platform, hookimpl
from archiver.model import PostRef
from archiver.platforms import BUILT_IN
from archiver.platforms.x import X

POST = "https://x.com/janedoe_test/status/20"


class Plugin:
    """A plugin that registers what it was made with."""

    def __init__(self, *items: object) -> None:
        self.items = items

    @hookimpl
    def register_platforms(self) -> Iterable[Platform]:
        return self.items  # type: ignore[return-value] # tests register what is no platform


class Other(X):
    """A platform that claims the same addresses as X."""

    name = "other"


@dataclass
class Entry:
    """An entry point that loads to a given object, or fails to."""

    name: str
    loads: object
    value: str = "third_party.plugin"

    def load(self) -> object:
        if isinstance(self.loads, Exception):
            raise self.loads
        return self.loads


BUILT_IN_NAMES = sorted(module.rpartition(".")[2] for module in BUILT_IN)


def names_in(manager: pluggy.PluginManager) -> list[str]:
    return [platform.name for platform in plugins.platforms(manager)]


def installed(monkeypatch: pytest.MonkeyPatch, *entries: Entry) -> None:
    asked: list[str] = []

    def entry_points(*, group: str) -> tuple[Entry, ...]:
        asked.append(group)
        return entries if group == "archiver" else ()

    monkeypatch.setattr(plugins, "entry_points", entry_points)


def test_the_built_in_platforms_are_registered_by_their_module_names() -> None:
    manager = plugins.build_manager(load_entry_points=False)
    assert {name for name, _ in manager.list_name_plugin()} == set(BUILT_IN)
    assert names_in(manager) == BUILT_IN_NAMES


def test_managers_share_nothing() -> None:
    first = plugins.build_manager(load_entry_points=False)
    first.register(Plugin(Other()))
    second = plugins.build_manager(load_entry_points=False)
    assert names_in(first) == sorted([*BUILT_IN_NAMES, "other"])
    assert names_in(second) == BUILT_IN_NAMES


def test_an_installed_plugin_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, Entry("other", Plugin(Other())))
    assert names_in(plugins.build_manager()) == sorted([*BUILT_IN_NAMES, "other"])
    assert names_in(plugins.build_manager(load_entry_points=False)) == BUILT_IN_NAMES


def test_real_entry_points_can_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint(name="again", value="archiver.platforms.x", group="archiver")

    def entry_points(*, group: str) -> EntryPoints:
        return EntryPoints([entry]).select(group=group)

    monkeypatch.setattr(plugins, "entry_points", entry_points)
    with pytest.raises(InputError, match="can't be loaded"):
        plugins.build_manager()


def test_a_plugin_that_fails_to_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, Entry("broken", ImportError("no module named nowhere")))
    with pytest.raises(InputError, match=r"broken \(third_party.plugin\) can't be loaded: no mod"):
        plugins.build_manager()


@pytest.mark.parametrize(
    ("item", "says"),
    [
        pytest.param(object(), "is no platform", id="no-platform"),
        pytest.param(X(), "two plugins register a platform named 'x'", id="name-taken"),
    ],
)
def test_what_cant_be_registered(item: object, says: str) -> None:
    manager = plugins.build_manager(load_entry_points=False)
    manager.register(Plugin(item))
    with pytest.raises(InputError, match=says) as caught:
        plugins.platforms(manager)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("url", "post"),
    [pytest.param(POST, "20", id="a-post"), pytest.param("https://news.example/", None, id="none")],
)
def test_resolve(url: str, post: str | None) -> None:
    ref = plugins.resolve(url, [X()])
    assert (ref.id if ref else None) == post


def test_two_claims_on_one_address_are_an_error() -> None:
    class Claims(Other):
        def match(self, url: str, /) -> Any:
            ref = super().match(url)
            return ref and type(ref)(platform="other", id=ref.id)

    with pytest.raises(InputError, match="claimed by other and x") as caught:
        plugins.resolve(POST, [X(), Claims()])
    assert caught.value.exit_code == 2


class Broken(X):
    """A platform whose every part fails, or gives what it should not."""

    name = "broken"

    def __init__(self, gives: object) -> None:
        self.gives = gives

    def _answer(self, *_: object) -> Any:
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives

    def match(self, url: str, /) -> PostRef | None:
        return cast("PostRef", self._answer(url))

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        return cast("PostRef", self._answer(post_id))

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        return cast("datetime", self._answer(ref))

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        return cast("EmbedCopy", self._answer(markup))


@pytest.mark.parametrize(
    ("gives", "says"),
    [
        pytest.param(KeyError("p"), "the plugin broken fails: KeyError: 'p'", id="raises"),
        pytest.param("words", "the plugin broken fails: it gives 'words' for a", id="wrong-type"),
    ],
)
def test_a_plugin_that_fails_names_no_post_and_is_named(
    monkeypatch: pytest.MonkeyPatch, gives: object, says: str
) -> None:
    installed(monkeypatch, Entry("broken", Plugin(Broken(gives))))
    every = plugins.platforms(plugins.build_manager())
    broken = next(one for one in every if one.name == "broken")
    ref = PostRef(platform="broken", id="1")
    assert broken.match("https://x.com/a/status/1") is None
    assert broken.ref_of_id("1") is None
    assert broken.created_from_id(ref) is None
    assert broken.embed_copy("<p>") is None
    (failure,) = plugins.failures(every)
    assert failure.startswith(says)


def test_a_plugins_time_without_a_zone_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    naive = datetime(2026, 1, 2)  # noqa: DTZ001 - what a careless plugin gives
    installed(monkeypatch, Entry("broken", Plugin(Broken(naive))))
    every = plugins.platforms(plugins.build_manager())
    broken = next(one for one in every if one.name == "broken")
    assert broken.created_from_id(PostRef(platform="broken", id="1")) is None


def test_what_works_is_not_disturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, Entry("other", Plugin(Other())))
    every = plugins.platforms(plugins.build_manager())
    other = next(one for one in every if one.name == "other")
    assert (other.label, other.markers) == (Other().label, Other().markers)
    assert plugins.failures(every) == ()

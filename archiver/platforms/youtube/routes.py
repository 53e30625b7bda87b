"""The routes to a video or a community post, best first."""

from __future__ import annotations

from archiver.answers.steps import Way
from archiver.hookspecs import Extent, Route
from archiver.model import Precision
from archiver.platforms.youtube import api, community, watch

CREDENTIAL = "youtube"

WAYS = (
    Way(
        route=Route(
            name=api.DATA_API,
            text=Extent.FULL,
            time=Precision.SECOND,
            credential=CREDENTIAL,
            note="The documented interface, with the user's key: title and description.",
        ),
        request=api.request_data_api,
        read=api.read_data_api,
    ),
    Way(
        route=Route(
            name=watch.ROUTE,
            text=Extent.FULL,
            time=Precision.SECOND,
            note="Title and description in the data of the video's page, which is not documented "
            "and less certain: networks of data centres often get a question instead, older "
            "pages cut the description, and a mere day is left out, as its time zone isn't told.",
        ),
        request=watch.request,
        read=watch.read,
        archived=True,
    ),
    Way(
        route=Route(
            name=api.OEMBED,
            text=Extent.CUT,
            time=None,
            note="The documented route without a key: the title alone.",
        ),
        request=api.request_oembed,
        read=api.read_oembed,
    ),
    Way(
        route=Route(
            name=community.ROUTE,
            text=Extent.FULL,
            time=None,
            images=True,
            note="Community posts, whose page tells their age in words alone. That one is gone "
            "can't be proven: it has no second route.",
        ),
        request=community.request,
        read=community.read,
        archived=True,
    ),
)
"""The ways, best first; the first three are to videos."""

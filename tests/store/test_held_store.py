"""What an article says of its pictures, kept and read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from archiver.model import ArticleImage, ArticleReport
from archiver.store import Archive


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(ArticleImage(url="a.png"), id="an-address-alone"),
        pytest.param(ArticleImage(url="a.png", alt="A boat at dawn"), id="alt-text"),
        pytest.param(ArticleImage(url="a.png", caption="The quay. Photo: nobody"), id="caption"),
        pytest.param(ArticleImage(url="a.png", others=("b.png", "c.png")), id="other-addresses"),
        pytest.param(ArticleImage(url="a.png", shown=False), id="only-announced"),
    ],
)
def test_a_picture_of_an_article_comes_back(
    archive: Archive, store: Callable[..., int], report: ArticleReport, image: ArticleImage
) -> None:
    plain = ArticleImage(url="z.png")
    article = replace(report.article, images=(plain, image))
    found = archive.report(store(replace(report, article=article)))
    assert found is not None
    assert found.article.images == (plain, image)

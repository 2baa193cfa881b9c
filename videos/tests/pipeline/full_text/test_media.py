"""Which file holds the picture of a figure."""

import pytest

from videos.pipeline import jats
from videos.pipeline.artifacts.full_text import MediaFile
from videos.pipeline.full_text.media import file_of
from videos.tests.full_texts import BODY, article, figure

DIGEST = "0" * 32


def name_of(href: str, *names: str, inside: str = "") -> str | None:
    (found,) = jats.read(article(BODY + figure(href=href, inside=inside))).figures
    file = file_of(found, [MediaFile(name, DIGEST) for name in names])
    return file and file.name


@pytest.mark.parametrize(
    ("href", "names", "found"),
    [
        ("milk-g001.jpg", ["milk-g001.jpg"], "milk-g001.jpg"),
        ("milk-g001", ["milk-g001.gif", "milk-g001.jpg"], "milk-g001.jpg"),
        ("milk-g001.tif", ["milk-g001.tif", "milk-g001.jpg"], "milk-g001.jpg"),
        ("inv.0001.g001", ["inv.0001.g002.jpg", "inv.0001.g001.jpg"], "inv.0001.g001.jpg"),
        ("1471-2180-11-1", ["1471-2180-11-1.jpg", "1471-2180-11-174-1.jpg"], "1471-2180-11-1.jpg"),
        ("Milk-G001", ["milk-g001.PNG"], "milk-g001.PNG"),
        ("images/milk-g001.jpg", ["milk-g001.jpg"], "milk-g001.jpg"),
        ("milk-g001", ["milk-g001.png", "milk-g001.jpeg"], "milk-g001.jpeg"),
        ("milk-g001", ["milk-g001.gif"], None),
        ("milk-g001", ["milk-g0011.jpg"], None),
        ("https://example.org/secret.jpg", ["milk-g001.jpg"], None),
        ("../../etc/passwd", ["milk-g001.jpg"], None),
        ("milk-g001", [], None),
    ],
)
def test_a_file_is_found_by_its_stem(href, names, found):
    assert name_of(href, *names) == found


def test_a_figure_of_two_pictures_has_no_one_file():
    assert name_of("a", "a.jpg", "b.jpg", inside="<graphic xlink:href='b'/>") is None

"""The table of cases of the licence gate."""

import pytest

from videos.pipeline.artifacts.full_text import LicenceStatement
from videos.pipeline.full_text.licences import Allowed, Licence, from_code, from_name, from_url, permission

CC = "https://creativecommons.org/licenses/"
BY = CC + "by/4.0/"
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"
STRICT = Allowed()
LAX = Allowed(share_alike=True, non_commercial=True)


def said(*named: str, linked: tuple[str, ...] = (), text: str = "") -> LicenceStatement:
    return LicenceStatement(named, linked, text)


@pytest.mark.parametrize(
    ("url", "licence"),
    [
        (BY, Licence("by", "4.0")),
        ("http://creativecommons.org/licenses/by/2.0", Licence("by", "2.0")),
        ("https://www.creativecommons.org/licenses/by-nc-sa/4.0/legalcode", Licence("by-nc-sa", "4.0")),
        ("http://creativecommons.org/licenses/by/3.0/igo/", Licence("by", "3.0", "igo")),
        ("https://creativecommons.org/licenses/by/4.0/deed.en", Licence("by", "4.0")),
        ("https://creativecommons.org/licences/by/4.0/.", Licence("by", "4.0")),
        ("//creativecommons.org/licenses/by/4.0/", Licence("by", "4.0")),
        (ZERO, Licence("0", "1.0")),
        ("https://creativecommons.org/publicdomain/mark/1.0/", None),
        ("https://creativecommons.org/licenses/by/4.0/../../by-nd/4.0/", None),
        ("https://creativecommons.org.example.org/licenses/by/4.0/", None),
        ("https://example.org/?https://creativecommons.org/licenses/by/4.0/", None),
        ("https://doi.wiley.com/10.1002/tdm_license_1.1", None),
        ("", None),
    ],
)
def test_a_licence_is_known_by_the_url_of_its_page(url, licence):
    assert from_url(url) == licence


@pytest.mark.parametrize(
    ("code", "licence"),
    [
        ("CC BY", Licence("by")),
        ("cc by", Licence("by")),
        ("CC BY 4.0", Licence("by", "4.0")),
        ("CC0", Licence("0")),
        ("cc_by_nc_nd", Licence("by-nc-nd")),
        ("CC BY-NC-SA", Licence("by-nc-sa")),
        ("TDM", None),
        ("cc_no", None),
        ("other", None),
        ("", None),
        (None, None),
    ],
)
def test_a_licence_is_known_by_the_code_of_an_archive(code, licence):
    assert from_code(code) == licence


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("under the terms of the Creative Commons Attribution License, which permits", Licence("by")),
        ("the Creative Commons Attribution 4.0 International License (CC BY 4.0)", Licence("by", "4.0")),
        ("the Creative Commons Attribution Non-Commercial License", Licence("by-nc")),
        (
            "a Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International License",
            Licence("by-nc-nd", "4.0"),
        ),
        ("the Creative Commons Attribution-Share Alike 3.0 Unported License", Licence("by-sa", "3.0")),
        ("the Creative Commons CC0 public domain dedication", Licence("0")),
        ("All rights reserved.", None),
        ("a Creative Commons licence", None),
    ],
)
def test_without_a_url_a_licence_is_known_by_its_name(text, licence):
    assert from_name(text) == licence


@pytest.mark.parametrize(
    ("statement", "code", "allowed", "name"),
    [
        (said(BY), "CC BY", STRICT, "CC BY 4.0"),
        (said(CC + "by/2.0"), "CC BY", STRICT, "CC BY 2.0"),
        (said(CC + "by/3.0/igo/"), "CC BY", STRICT, "CC BY 3.0 IGO"),
        (said(ZERO), "CC0", STRICT, "CC0 1.0"),
        (said(linked=(BY,)), "CC BY", STRICT, "CC BY 4.0"),
        (said(text="under the Creative Commons Attribution License"), "CC BY", STRICT, "CC BY"),
        (said(BY, linked=(ZERO,), text="The waiver applies to the data."), "CC BY", STRICT, "CC BY 4.0"),
        (said(BY, text="for commercial and non-commercial purposes"), "CC BY", STRICT, "CC BY 4.0"),
        (said(CC + "by-sa/4.0/"), "CC BY-SA", Allowed(share_alike=True), "CC BY-SA 4.0"),
        (said(CC + "by-nc/4.0/"), "CC BY-NC", Allowed(non_commercial=True), "CC BY-NC 4.0"),
        (said(CC + "by-nc-sa/4.0/"), "CC BY-NC-SA", LAX, "CC BY-NC-SA 4.0"),
    ],
)
def test_what_may_be_used(statement, code, allowed, name):
    found = permission(statement, code, allowed)
    assert found.licence is not None
    assert (found.licence.name, found.refusal) == (name, "")


@pytest.mark.parametrize(
    ("statement", "code", "allowed", "reason"),
    [
        (said(CC + "by-sa/4.0/"), "CC BY-SA", STRICT, "requires that the video has the same licence"),
        (said(CC + "by-nc/4.0/"), "CC BY-NC", STRICT, "only non-commercial use"),
        (said(CC + "by-nc-sa/4.0/"), "CC BY-NC-SA", Allowed(non_commercial=True), "the same licence"),
        (said(CC + "by-nc-sa/4.0/"), "CC BY-NC-SA", Allowed(share_alike=True), "only non-commercial use"),
        (said(CC + "by-nd/4.0/"), "CC BY-ND", LAX, "allows no adaptation"),
        (said(CC + "by-nc-nd/4.0/"), "CC BY-NC-ND", LAX, "allows no adaptation"),
        (said(BY), None, LAX, "not confirmed"),
        (said(BY), "", LAX, "not confirmed"),
        (said(BY), "TDM", LAX, "“TDM”, which is not a licence that is known"),
        (said(BY), "CC BY-NC", LAX, "but the archive's metadata name CC BY-NC"),
        (said(CC + "by-nc/4.0/"), "CC BY", LAX, "but the archive's metadata name CC BY"),
        (said(BY), "CC0", LAX, "but the archive's metadata name CC0"),
        (said(), "CC BY", LAX, "names no Creative Commons licence"),
        (said(text="the Creative Commons Attribution License"), "CC BY-NC", LAX, "metadata name CC BY-NC"),
        (said(text="the Creative Commons Attribution Non-Commercial License"), "CC BY", LAX, "metadata name CC BY."),
        (said("https://publisher.example/terms"), "CC BY", LAX, "not known to allow reuse"),
        (said(BY, "https://publisher.example/tdm"), "CC BY", LAX, "not known to allow reuse"),
        (said("https://creativecommons.org/publicdomain/mark/1.0/"), "CC0", LAX, "not known to allow reuse"),
        (said(BY, CC + "by-nc/4.0/"), "CC BY", LAX, "several licences"),
        (said(BY, linked=(CC + "by-nc-nd/4.0/",)), "CC BY", LAX, "several licences"),
        (said(BY, text="which permits unrestricted non-commercial use"), "CC BY", LAX, "only non-commercial use"),
        (said(BY, text="provided that no derivatives are made"), "CC BY", LAX, "no derivatives"),
    ],
)
def test_what_may_not_be_used_and_why(statement, code, allowed, reason):
    found = permission(statement, code, allowed)
    assert found.licence is None
    assert reason in found.refusal
    assert found.refusal.endswith(".")


@pytest.mark.parametrize(
    ("licence", "url"),
    [
        (Licence("by", "4.0"), BY),
        (Licence("by", "3.0", "igo"), CC + "by/3.0/igo/"),
        (Licence("0"), ZERO),
    ],
)
def test_a_licence_has_the_url_of_its_page(licence, url):
    assert licence.url == url
    assert from_url(url) is not None

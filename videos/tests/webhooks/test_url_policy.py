"""Which addresses may be named, and which reached."""

import pytest

from videos.webhooks.url_policy import NotAllowed, check, is_public

LONG = "https://example.org/" + "a" * 500


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook?key=1",
        "https://example.org:8443/",
        "https://bücher.example/hook",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "HTTPS://EXAMPLE.ORG",
    ],
)
def test_a_public_https_address_may_be_named(url):
    check(url, private=False)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.org/", "https://"),
        ("ftp://example.org/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("javascript:alert(1)", "https://"),
        ("gopher://example.org:6379/_FLUSHALL", "https://"),
        ("//example.org/", "https://"),
        ("example.org", "https://"),
        ("https://", "https://"),
        ("https:///path", "https://"),
        ("https://ada:secret@example.org/", "name and password"),
        ("https://ada@example.org/", "name and password"),
        ("https://8.8.8.8@127.0.0.1/", "name and password"),
        ("https://example.org:22/", "port"),
        ("https://example.org:99999/", "port"),
        ("https://example.org:port/", "no URL"),
        ("https://exa mple.org/", "%20"),
        ("https://example.org/\r\nX-Evil: 1", "no URL"),
        ("https://example.org/\x00", "no URL"),
        ("https://[::1/", "no URL"),
        (LONG, "500 characters"),
        ("https://localhost/", "not on the Internet"),
        ("https://api.localhost/", "not on the Internet"),
        ("https://LOCALHOST./", "not on the Internet"),
        ("https://127.0.0.1/", "not on the Internet"),
        ("https://127.1/", "not on the Internet"),
        ("https://0x7f000001/", "not on the Internet"),
        ("https://2130706433/", "not on the Internet"),
        ("https://0177.0.0.1/", "no URL"),
        ("https://127.0.0.1./", "not on the Internet"),
        ("https://①②⑦.0.0.1/", "no URL"),
        ("https://169.254.169.254/latest/meta-data/", "not on the Internet"),
        ("https://10.0.0.1/", "not on the Internet"),
        ("https://[::1]/", "not on the Internet"),
        ("https://[::ffff:127.0.0.1]/", "not on the Internet"),
        ("https://[fe80::1%25eth0]/", "not on the Internet"),
    ],
)
def test_another_is_refused_with_the_reason(url, why):
    with pytest.raises(NotAllowed, match=why):
        check(url, private=False)


def test_on_a_machine_of_ones_own_it_may_lie_there_but_is_a_url_still():
    check("http://127.0.0.1:9/hook", private=True)
    check("http://receiver/hook", private=True)
    for url in ("ftp://127.0.0.1/", "http://ada:secret@127.0.0.1/", "http:///"):
        with pytest.raises(NotAllowed):
            check(url, private=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:80b::200e"])
def test_a_host_on_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "192.0.2.1"),
        *("192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2001::1", "2001:db8::1", "3fff::1", "100::1"),
        *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1", "4000::1"),
    ],
)
def test_what_is_local_reserved_or_wraps_another_address_is_not(address):
    assert not is_public(address)

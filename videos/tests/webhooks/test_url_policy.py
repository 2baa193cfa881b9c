"""Which webhook URLs are allowed, and which IP addresses may be reached."""

import pytest

from videos.webhooks.url_policy import NotAllowed, check, is_public

LONGEST = "https://example.org/" + "a" * 480  # 500 characters

NO_URL = "This is not a URL."
HTTPS = "Give a URL that starts with https://."
PLAIN = "Give a URL that starts with https://. For local use, the operator can set WEBHOOK_ALLOW_PRIVATE=true."
CHARACTERS = "Give at most 500 characters, and write spaces as %20."
NAME = "Remove the user name and password from the URL: deliveries are signed instead."
PORT = "Use port 443, or one from 1024 to 65535."
NEAR = "This host is not on the Internet. For local use, the operator can set WEBHOOK_ALLOW_PRIVATE=true."


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook?key=1",
        "https://example.org:8443/",
        "https://bücher.example/hook",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "HTTPS://EXAMPLE.ORG",
        "https://example.org:443/",
        "https://example.org:1024/",
        "https://example.org:65535/",
        LONGEST,
    ],
)
def test_a_public_https_url_is_allowed(url):
    check(url, private=False)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.org/", PLAIN),
        ("ftp://example.org/", HTTPS),
        ("file:///etc/passwd", HTTPS),
        ("javascript:alert(1)", HTTPS),
        ("gopher://example.org:6379/_FLUSHALL", HTTPS),
        ("//example.org/", HTTPS),
        ("example.org", HTTPS),
        ("https://", HTTPS),
        ("https:///path", HTTPS),
        ("https://ada:secret@example.org/", NAME),
        ("https://ada@example.org/", NAME),
        ("https://8.8.8.8@127.0.0.1/", NAME),
        ("https://example.org:22/", PORT),
        ("https://example.org:1023/", PORT),
        ("https://example.org:99999/", PORT),
        ("https://example.org:port/", NO_URL),
        ("https://exa mple.org/", CHARACTERS),
        ("https://example.org/\r\nX-Evil: 1", NO_URL),
        ("https://example.org/\x00", NO_URL),
        ("https://[::1/", NO_URL),
        (LONGEST + "a", CHARACTERS),
        ("https://localhost/", NEAR),
        ("https://api.localhost/", NEAR),
        ("https://LOCALHOST./", NEAR),
        ("https://127.0.0.1/", NEAR),
        ("https://127.1/", NEAR),
        ("https://0x7f000001/", NEAR),
        ("https://2130706433/", NEAR),
        ("https://0177.0.0.1/", NO_URL),
        ("https://127.0.0.1./", NEAR),
        ("https://①②⑦.0.0.1/", NO_URL),
        ("https://169.254.169.254/latest/meta-data/", NEAR),
        ("https://10.0.0.1/", NEAR),
        ("https://[::1]/", NEAR),
        ("https://[::ffff:127.0.0.1]/", NEAR),
        ("https://[fe80::1%25eth0]/", NEAR),
    ],
)
def test_any_other_url_is_refused_with_the_reason(url, why):
    with pytest.raises(NotAllowed) as refused:
        check(url, private=False)
    assert str(refused.value) == why


def test_private_urls_can_be_allowed_but_must_be_valid():
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
def test_a_local_reserved_or_wrapping_address_is_not_public(address):
    assert not is_public(address)

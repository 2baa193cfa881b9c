"""Posting to servers that misbehave. Sockets are real; only the resolver is passed in."""

import itertools
import socket
import ssl
import threading
import time

import pytest

from hiddenhill.tests.patience import LIMIT_SECONDS, stretched, within
from videos.tests.webhooks.receiver import (
    BrokenTls,
    Receiver,
    answer,
    certificate,
    sends_garbage_after_the_handshake,
    wants_a_client_certificate,
)
from videos.webhooks.sender import Message, send

HEADERS = {"Content-Type": "application/json", "webhook-id": "1"}


def post(url: str, **options):
    return send([Message(url, HEADERS, b'{"a": 1}')], **{"private": True, "seconds": LIMIT_SECONDS, **options})[0]


@pytest.fixture
def receiver():
    with Receiver() as server:
        yield server


def test_a_message_arrives_unchanged(receiver):
    taken = post(receiver.url)
    assert (taken.accepted, taken.detail) == (True, "HTTP 204")
    (request,) = receiver.requests
    assert (request.path, request.body) == ("/hook?key=1", b'{"a": 1}')
    assert request.headers["webhook-id"] == "1"
    assert request.headers["Host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize(
    ("status", "gone"),
    [(301, False), (307, False), (304, False), (400, False), (404, False), (410, True), (500, False)],
)
def test_every_status_but_2xx_is_a_failure(receiver, status, gone):
    receiver.behaviour = answer(status)
    answered = post(receiver.url)
    assert (answered.accepted, answered.gone) == (False, gone)
    assert f"HTTP {status}" in answered.detail


def test_a_redirect_is_not_followed(receiver):
    with Receiver() as elsewhere:
        receiver.behaviour = answer(307, Location=elsewhere.url)
        assert post(receiver.url).detail == "HTTP 307, and redirects are not followed"
        assert not elsewhere.requests


def test_a_proxy_from_the_environment_is_not_used(receiver, monkeypatch):
    with Receiver() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert post(receiver.url).accepted
        assert not proxy.requests


def silent(handler):
    threading.Event().wait()


def dripping_body(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    while True:
        handler.wfile.write(b".")
        time.sleep(0.05)


def dripping_head(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        handler.wfile.write(b"X-%d: 1\r\n" % number)
        time.sleep(0.05)


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"." * 65536)


def endless_head(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-Long: " + b"." * 65536)


def nonsense(handler):
    handler.wfile.write(b"220 mail.example.org ESMTP\r\n\r\n")


def hanging_up(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (silent, "no complete answer within 0.5 seconds"),
        (dripping_body, "no complete answer within 0.5 seconds"),
        (dripping_head, "no complete answer within 0.5 seconds"),
        (endless, "HTTP 200, with an answer of more than 64 kB"),
        (endless_head, "Receive buffer too long"),
        (nonsense, "illegal status line"),
        (hanging_up, "disconnected"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_misbehaving_receiver_is_a_failure_within_the_timeout(receiver, behaviour, why):
    receiver.behaviour = behaviour
    with within(1.9):
        answered = post(receiver.url, seconds=0.5 if "0.5" in why else LIMIT_SECONDS)
    assert not answered.accepted
    assert why in answered.detail


def test_a_refused_connection_is_a_failure_with_a_detail():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        answered = post(f"http://127.0.0.1:{unused.getsockname()[1]}/")
    assert not answered.accepted
    assert answered.detail


def test_a_slow_receiver_does_not_delay_the_others(receiver):
    receiver.behaviour = silent
    with Receiver() as quick:
        messages = [Message(url, HEADERS, b"{}") for url in (receiver.url, quick.url) * 10]
        with within(6):  # one after the other they would take ten
            answers = send(messages, private=True, seconds=stretched(1))
    assert [one.accepted for one in answers] == [False, True] * 10


# --- what a name resolves to


def resolving_to(*answers: list[str]):
    """A resolver that returns one answer after the other, and the list of names it was called with."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["0.0.0.0"],
        ["93.184.215.14", "127.0.0.1"],
    ],
    ids=" ".join,
)
def test_a_name_that_resolves_into_the_service_s_network_is_not_called(receiver, found):
    resolve, _ = resolving_to(found)
    answered = post(f"https://rebind.example:{receiver.port}/", private=False, resolve=resolve)
    assert answered.detail == "rebind.example resolves to an address that is not on the Internet."
    assert not receiver.requests


def test_the_checked_address_is_the_one_that_is_called(receiver):
    """The name is resolved once, so a second, different answer of the name server has no effect."""
    resolve, asked = resolving_to(["127.0.0.1"], ["127.0.0.2"])
    assert post(f"http://rebind.example:{receiver.port}/", resolve=resolve).accepted
    assert asked == ["rebind.example"]
    assert receiver.requests[0].headers["Host"] == f"rebind.example:{receiver.port}"


def test_a_url_that_is_no_longer_allowed_is_not_called(receiver):
    assert "https" in post(receiver.url, private=False).detail
    assert not receiver.requests


def test_a_name_without_an_address_is_a_failure():
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert post("https://nowhere.example/", resolve=resolve).detail == (
        "nowhere.example has no address: Name or service not known"
    )
    assert post("https://nowhere.example/", resolve=resolving_to([])[0]).detail == "nowhere.example has no address"
    assert "no address" in post(f"http://{'a' * 64}.example/").detail


def test_a_name_server_that_hangs_is_a_failure_within_the_timeout():
    released = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        released.wait(LIMIT_SECONDS)
        return []

    with within(1.9):
        assert "no complete answer" in post("https://slow.example/", resolve=resolve, seconds=0.5).detail
    released.set()


def test_names_with_a_slow_name_server_delay_only_the_messages_of_their_owner(receiver):
    released = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        if host.startswith("slow"):
            released.wait(LIMIT_SECONDS)
            return []
        return ["127.0.0.1"]

    slow = [Message(f"http://slow{number}.example/", HEADERS, b"{}", owner="mallory") for number in range(300)]
    honest = Message(f"http://honest.example:{receiver.port}/", HEADERS, b"{}", owner="ann")
    answers = send([*slow, honest], private=True, resolve=resolve, seconds=stretched(1))
    released.set()
    assert [answered.accepted for answered in answers] == [False] * 300 + [True]
    reasons = {answered.detail.partition(": ")[2] for answered in answers[10:300]}
    assert reasons == {"other names of this account are still being resolved"}


def test_the_first_of_several_addresses_that_accepts_is_used(receiver):
    resolve, _ = resolving_to(["127.0.0.2", "127.0.0.1"])
    assert post(f"http://two.example:{receiver.port}/", resolve=resolve).accepted


# --- certificates


@pytest.fixture(scope="module")
def contexts(tmp_path_factory):
    """The TLS contexts of a server for hook.example and of a client that trusts it, and the server's key file."""
    pem = certificate(tmp_path_factory.mktemp("tls"), "hook.example")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem)), pem


def test_a_certificate_is_checked_against_the_name_not_the_address(contexts):
    server, client, _ = contexts
    resolve, _ = resolving_to(["127.0.0.1"])
    with Receiver(tls=server) as receiver:
        asked: list[str | None] = []
        server.sni_callback = lambda connection, name, context: asked.append(name)
        taken = post(f"https://hook.example:{receiver.port}/", resolve=resolve, tls=client)
        assert (taken.accepted, asked) == (True, ["hook.example"])

        other = post(f"https://other.example:{receiver.port}/", resolve=resolve, tls=client)
        assert not other.accepted
        assert "certificate" in other.detail.lower()

        unknown = post(f"https://hook.example:{receiver.port}/", resolve=resolve)
        assert not unknown.accepted
        assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("behave", "why"),
    [
        (wants_a_client_certificate, "certificate required"),
        (sends_garbage_after_the_handshake, "wrong version number"),
    ],
)
def test_a_receiver_that_breaks_tls_while_it_is_read_fails_alone(receiver, contexts, behave, why):
    _, client, pem = contexts
    with BrokenTls(pem, behave) as broken_tls:
        urls = (f"https://hook.example:{broken_tls.port}/", receiver.url)
        options = {"resolve": lambda host, port: ["127.0.0.1"], "tls": client, "seconds": LIMIT_SECONDS}
        broken, honest = send([Message(url, HEADERS, b"{}") for url in urls], private=True, **options)
    assert (broken.accepted, honest.accepted) == (False, True)
    assert why in broken.detail.lower().replace("_", " ")


def test_an_error_that_nobody_expected_fails_alone(receiver, caplog):
    def resolve(host: str, port: int) -> list[str]:
        if host == "odd.example":
            raise ZeroDivisionError
        return ["127.0.0.1"]

    messages = [Message(f"http://{host}.example:{receiver.port}/", HEADERS, b"{}") for host in ("odd", "even")]
    odd, even = send(messages, private=True, resolve=resolve, seconds=LIMIT_SECONDS)
    assert (odd.accepted, odd.detail, even.accepted) == (False, "an unexpected error: ZeroDivisionError", True)
    assert "a webhook could not be sent" in caplog.text

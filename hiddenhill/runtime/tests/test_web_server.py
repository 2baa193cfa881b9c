"""The web server over real sockets, with clients that are slow, hostile or both."""

import contextlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image
from waitress.adjustments import Adjustments

from hiddenhill.runtime.web_server import Parser, Server, listener
from hiddenhill.tests.patience import LIMIT_SECONDS, ended, eventually
from videos.tests.integration.instance import Instance

VIDEO = bytes(range(250)) * 12_000

HOST = b"Host: 127.0.0.1\r\n"
LIVE = b"GET /api/health/live HTTP/1.1\r\n" + HOST
LAST = LIVE + b"Connection: close\r\n\r\n"
ASK = b"POST /api/videos/generate HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
UPLOAD = b"POST /api/logos HTTP/1.1\r\n" + HOST + b"Content-Type: multipart/form-data; boundary=x\r\n"
PDF = UPLOAD.replace(b"/api/logos", b"/api/papers/upload")
DOCS = b"GET /static/drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js HTTP/1.1\r\n" + HOST + b"\r\n"


# --- the service in a process of its own


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Instance]:
    with started(tmp_path_factory.mktemp("web")) as service:
        yield service


@contextlib.contextmanager
def started(var: Path, **environment: str) -> Iterator[Instance]:
    service = Instance(var, **environment)
    try:
        service.start("api")
        eventually(lambda: answers(address(service)))
        yield service
    finally:
        service.close()


def address(service: Instance) -> tuple[str, int]:
    return "127.0.0.1", service.http.base_url.port


@contextlib.contextmanager
def connected(to: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(to, timeout=LIMIT_SECONDS) as client:
        yield client


def rest(client: socket.socket) -> bytes:
    """What the server sends until it closes the connection."""
    return b"".join(iter(lambda: client.recv(65536), b""))


def say(to: tuple[str, int], *pieces: bytes) -> bytes:
    with connected(to) as client:
        for piece in pieces:
            client.sendall(piece)
            time.sleep(0.02)
        return rest(client)


def answers(to: tuple[str, int]) -> bool:
    with contextlib.suppress(OSError):
        return say(to, LAST).startswith(b"HTTP/1.1 200")
    return False


def is_open(client: socket.socket) -> bool:
    """Whether the server has not closed the connection; bytes that it has sent are left unread."""
    client.setblocking(False)
    try:
        return client.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        client.settimeout(LIMIT_SECONDS)


@contextlib.contextmanager
def crowd(to: tuple[str, int], first: bytes, count: int) -> Iterator[list[socket.socket]]:
    """Clients that have sent these bytes, and take little before they read."""
    with contextlib.ExitStack() as stack:
        clients = []
        for _ in range(count):
            client = stack.enter_context(socket.socket())
            client.settimeout(LIMIT_SECONDS)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(to)
            client.sendall(first)
            clients.append(client)
        yield clients


HOLDING = {
    "say nothing": (b"", b""),
    "send their head byte by byte": (LIVE + b"X-Slow: ", b"x"),
    "send a long head without an end": (LIVE + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(30)), b""),
    "send their body byte by byte": (ASK + b"Content-Length: 5000\r\n\r\n{", b"x"),
    "write its length with zeros before it": (ASK + b"Content-Length: 000000000000005000\r\n\r\n{", b"x"),
    "send a picture byte by byte": (UPLOAD + b"Content-Length: 2000000\r\n\r\n-", b"x"),
    "wait for word to continue": (ASK + b"Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n", b"x"),
    "begin a second request": (LIVE + b"\r\n" + LIVE, b""),
}


@pytest.mark.parametrize(("first", "drop"), HOLDING.values(), ids=HOLDING.keys())
def test_an_honest_request_is_answered_beside_thirty_clients_that(service, first, drop):
    with crowd(address(service), first, 30) as clients:
        for _ in range(3):
            for client in clients:
                client.send(drop)
            assert answers(address(service))
        assert all(map(is_open, clients))


def test_an_honest_request_is_answered_beside_sixteen_clients_that_read_nothing_of_a_video(service, video):
    with crowd(address(service), b"GET %s HTTP/1.1\r\n" % video.encode() + HOST + b"\r\n", 16) as clients:
        assert all(client.recv(1, socket.MSG_PEEK) for client in clients)
        assert answers(address(service))
        for client in clients:
            head, _, body = received(client, len(VIDEO)).partition(b"\r\n\r\n")
            assert (head[:12], body) == (b"HTTP/1.1 200", VIDEO)


@pytest.fixture(scope="module")
def video(service) -> str:
    """The path of a video of 3 MB."""
    made = service.run(
        "shell",
        "-c",
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from django.core.files.base import ContentFile\n"
        "from django.core.files.storage import default_storage\n"
        "from videos.tests.factories import JobFactory\n"
        "job = JobFactory(completed=True)\n"
        "default_storage.save(f'{job.folder}/video.mp4', ContentFile(bytes(range(250)) * 12_000))\n"
        "print(job.pk)",
    )
    assert made.returncode == 0, made.stderr
    return f"/api/videos/{made.stdout.split()[-1]}/download"


def received(client: socket.socket, length: int) -> bytes:
    """An answer whose body has this length."""
    answer = bytearray()
    while (head := answer.find(b"\r\n\r\n")) < 0 or len(answer) < head + 4 + length:
        part = client.recv(1 << 20)
        assert part, "closed too early"
        answer += part
    return bytes(answer)


def test_beyond_three_hundred_connections_the_least_active_makes_room(service):
    with crowd(address(service), b"GET", 297) as clients:
        # Now the server has read what the others sent. Two answered connections linger, and nobody makes room for them.
        eventually(lambda: answers(address(service)))
        clients[0].send(b" ")
        eventually(lambda: answers(address(service)))
        with crowd(address(service), b"GET", 20) as later:
            assert answers(address(service))
            assert is_open(clients[0])
            assert not is_open(clients[1])
            assert is_open(clients[-1])
            assert all(map(is_open, later))


def test_several_requests_may_come_one_after_another(service):
    with connected(address(service)) as client:
        for _ in range(3):
            client.sendall(LIVE + b"\r\n")
            assert received(client, len(b'{"live":true}')).startswith(b"HTTP/1.1 200")


def test_of_requests_that_come_at_once_only_the_first_is_answered(service):
    assert say(address(service), DOCS + DOCS + LAST).count(b"HTTP/1.1 ") == 1


def test_a_request_may_come_in_pieces(service):
    body = b'{"pubmed_id": "nonsense"}'
    head = ASK + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    answer = say(address(service), head[:30], head[30:-2], head[-2:] + body[:7], body[7:])
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"pubmed_id" in answer


REFUSED = {
    "too long JSON": (ASK + b"Content-Length: 100001\r\n\r\n" + b" " * 100_001, b"413", b"100000 bytes at most"),
    "a too long upload": (UPLOAD + b"Content-Length: 9000000\r\n\r\n" + b"-" * 9_000_000, b"413", b"2100000 bytes at"),
    "a PDF of 60 MB": (PDF + b"Content-Length: 60000000\r\n\r\n", b"413", b"52200000 bytes at most"),
    "a PDF where a picture belongs": (UPLOAD + b"Content-Length: 50000000\r\n\r\n", b"413", b"2100000 bytes at most"),
    "one that has not come yet": (
        UPLOAD + b"Content-Length: 99999999999999999999\r\n\r\n",
        b"413",
        b"2100000 bytes at",
    ),
    "one that waits for word to continue": (
        UPLOAD + b"Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n",
        b"413",
        b"2100000 bytes at most",
    ),
    "a body of unknown length": (ASK + b"Transfer-Encoding: chunked\r\n\r\n", b"411", b"with a Content-Length header"),
    "two framings": (ASK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", b"411", b"Content-Length"),
}


@pytest.mark.parametrize(("request_", "status", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_body_that_is_not_taken_is_refused_at_once(service, request_, status, reason):
    with connected(address(service)) as client:
        client.sendall(request_)
        answer = rest(client)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"application/problem+json" in answer
    assert reason in answer


def test_a_pdf_of_fifty_megabytes_is_taken(service):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        + b" " * 50_000_000
        + b"\r\n--x--"
    )
    answer = say(address(service), PDF + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body), body)
    assert answer.startswith(b"HTTP/1.1 422")
    assert b"not_a_pdf" in answer


def test_what_comes_in_the_place_of_a_body_is_not_taken_for_a_request(service):
    with connected(address(service)) as client:
        client.sendall(b"GET /static/hiddenhill/style.css HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n")
        assert client.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200"
        client.sendall(LAST)
        assert rest(client).count(b"HTTP/1.1 ") == 1


def test_a_client_that_waits_for_word_to_continue_gets_it(service):
    with connected(address(service)) as client:
        client.sendall(ASK + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"{}")
        assert rest(client).startswith(b"HTTP/1.1 400")


def test_without_a_body_there_is_nothing_to_wait_for(service):
    answer = say(address(service), LIVE + b"Expect: 100-continue\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


MALFORMED = {
    "a bare line feed": LIVE + b"Idempotency-Key: a\nX-Injected: b\r\n\r\n",
    "the character NUL in a header": LIVE + b"User-Agent: a\0b\r\n\r\n",
    "a negative length": LIVE + b"Content-Length: -5\r\n\r\n",
    "a length of 5,000 digits": LIVE + b"Content-Length: " + b"1" * 5000 + b"\r\n\r\n",
    "two lengths": LIVE + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a line that goes on": LIVE + b"X-Folded: a\r\n b\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "an address without an end": b"GET http://[ HTTP/1.1\r\n" + HOST + b"\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a request line that takes waitress minutes": b"GET http://" + b"1" * 32_000 + b" x\r\n\r\n",
    "spaces that take waitress seconds": LIVE + b"X:" + b" " * 32_000 + b"a\r\n\r\n",
    "a head of 33 kB": LIVE + b"X: " + b"a" * 33_000 + b"\r\n\r\n",
    "a head of 66 kB without an end": LIVE + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(66)),
}


@pytest.mark.parametrize("request_", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_request_is_refused_that_has(service, request_):
    assert say(address(service), request_)[:12] in (b"HTTP/1.0 400", b"HTTP/1.1 400", b"HTTP/1.0 431")
    assert answers(address(service))


def test_files_come_whole_in_part_or_not_at_all(service, video):
    whole = service.http.get(video)
    assert (whole.status_code, whole.content) == (200, VIDEO)
    part = service.http.get(video, headers={"Range": "bytes=1000-1999999"})
    assert (part.status_code, part.content) == (206, VIDEO[1000:2_000_000])
    assert part.headers["Content-Length"] == "1999000"
    assert service.http.get(video, headers={"Range": "bytes=3000000-"}).status_code == 416
    assert service.http.get(video, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/", "/library", "/api/schema", "/static/hiddenhill/style.css", "/nowhere", "video"])
def test_an_answer_to_head_has_no_body(service, video, path):
    path = video if path == "video" else path
    head = b"HEAD %s HTTP/1.1\r\n" % path.encode() + HOST + b"Connection: close\r\n\r\n"
    answer = say(address(service), head)
    assert answer.partition(b"\r\n\r\n")[2] == b""
    length = service.http.get(path, headers={"Accept": "*/*", "Accept-Encoding": "identity"}).headers["Content-Length"]
    assert b"Content-Length: %s\r\n" % length.encode() in answer


def test_the_server_does_not_say_what_it_is_made_of(service):
    assert service.http.get("/api/health/live").headers["Server"] == "hiddenhill"


def test_it_stops_in_good_order_however_many_wait(tmp_path):
    with started(tmp_path) as service, crowd(address(service), LIVE, 60):
        (process,) = service.processes
        process.send_signal(signal.SIGTERM)
        assert ended(process) == 0
        assert "waiting" not in service.log.read_text()


def test_a_port_that_is_taken_is_named(service):
    refused = service.run("api")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Cannot listen on 127.0.0.1:{address(service)[1]}: Address already in use")


@pytest.mark.faults
def test_several_processes_share_a_port_and_one_that_dies_is_replaced(tmp_path):
    with started(tmp_path, WEB_CONCURRENCY="2") as service:
        supervisor = psutil.Process(service.processes[0].pid)

        def servers() -> list[psutil.Process]:
            return [child for child in supervisor.children(recursive=True) if listens(child)]

        eventually(lambda: len(servers()) == 2)
        (killed, other) = servers()
        killed.kill()
        eventually(lambda: len(servers()) == 2 and killed not in servers())
        assert other in servers()
        assert all(answers(address(service)) for _ in range(20))


def listens(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):  # it has just died
        return any(connection.status == psutil.CONN_LISTEN for connection in process.net_connections())
    return False


# --- memory


def drawn(kind: str, side: int, **saved: object) -> bytes:
    """A picture of few bytes."""
    file = BytesIO()
    Image.new("RGBA", (side, side), "teal").save(file, kind, **saved)
    return file.getvalue()


def moving(side: int) -> dict[str, object]:
    return {"save_all": True, "lossless": True, "append_images": [Image.new("RGBA", (side, side), "red")]}


LARGE = {
    "4000 x 4000 PNG": (drawn("PNG", 4000), {400}),
    "4000 x 4000 animated WebP": (drawn("WEBP", 4000, **moving(4000)), {400}),
    "2000 x 2000 PNG": (drawn("PNG", 2000), {201, 503}),
    "2000 x 2000 animated WebP": (drawn("WEBP", 2000, **moving(2000)), {201, 503}),
}


@pytest.mark.parametrize(("picture", "statuses"), LARGE.values(), ids=LARGE.keys())
def test_eight_large_pictures_at_once_take_less_than_300_mb(service, picture, statuses):
    def upload(_: int) -> int:
        return service.http.post("/api/logos", files={"file": ("logo", picture)}).status_code

    with ThreadPoolExecutor(8) as clients:
        assert set(clients.map(upload, range(8))) <= statuses
    assert peak_megabytes(service.processes[0].pid) < 300


def peak_megabytes(pid: int) -> int:
    """The most memory that the process has had at once."""
    status = Path(f"/proc/{pid}/status").read_text()
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kilobytes) // 1000


# --- the server alone, with small applications


@pytest.fixture
def serving(settings) -> Iterator[Callable[..., Server]]:
    """Servers of an application; ``turns`` is False for one whose main loop the test turns by hand."""
    settings.LISTEN = "127.0.0.1:0"
    with contextlib.ExitStack() as stack:

        def serve(application, *, turns: bool = True) -> Server:
            server = Server(application, listener())
            stack.callback(closed, server)
            if turns:
                thread = threading.Thread(target=server.run)
                thread.start()
                stack.callback(thread.join, LIMIT_SECONDS)
                stack.callback(server.stop, signal.SIGTERM, None)
            return server

        yield serve


def closed(server: Server) -> None:
    server.task_dispatcher.shutdown()
    for each in list(server._map.values()):
        each.close()
    server.trigger.close()


def place(server: Server) -> tuple[str, int]:
    return server.effective_host, int(server.effective_port)


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def big(environ, start_response):
    start_response("200 OK", [("Content-Length", "16000000")])
    return environ["wsgi.file_wrapper"](BytesIO(bytes(16_000_000)))


def test_it_listens_on_ipv6(serving, settings):
    settings.LISTEN = "[::1]:0"
    server = serving(hello)
    with socket.create_connection((server.effective_host, int(server.effective_port)), timeout=LIMIT_SECONDS) as client:
        client.sendall(LAST)
        assert rest(client).endswith(b"hello")


def test_what_a_proxy_says_reaches_django_as_it_is(serving):
    seen = {}

    def application(environ, start_response):
        seen.update(environ)
        return hello(environ, start_response)

    said = b"X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 198.51.100.2\r\nX-Forwarded-Proto: https\r\n"
    say(place(serving(application)), LIVE + said + b"X_Forwarded_Host: a\r\nConnection: close\r\n\r\n")
    assert seen["HTTP_X_FORWARDED_FOR"] == "203.0.113.7, 198.51.100.2"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert "HTTP_X_FORWARDED_HOST" not in seen


def test_an_answer_to_head_of_unknown_length_has_no_body_either(serving):
    def application(environ, start_response):
        start_response("200 OK", [])
        yield b"begun"
        yield b"ended"

    answer = say(place(serving(application)), b"HEAD / HTTP/1.1\r\n" + HOST + b"\r\n")
    assert answer.partition(b"\r\n\r\n")[2] == b""


def test_an_answer_that_breaks_off_ends_its_connection_and_no_other(serving):
    go_on = threading.Event()

    def application(environ, start_response):
        start_response("200 OK", [])
        yield b"begun"
        if environ["PATH_INFO"] == "/broken":
            raise OSError("the storage is away")
        go_on.wait(LIMIT_SECONDS)
        yield b"ended"

    server = serving(application)
    with connected(place(server)) as other:
        other.sendall(LAST)
        broken = say(place(server), b"GET /broken HTTP/1.1\r\n" + HOST + b"\r\n")
        go_on.set()
        assert broken.endswith(b"5\r\nbegun\r\n")  # without the chunk that ends a body
        assert rest(other).endswith(b"5\r\nended\r\n0\r\n\r\n")


def test_the_server_stops_when_open_requests_are_answered(serving):
    go_on, is_answered = threading.Event(), threading.Event()

    def application(environ, start_response):
        go_on.wait(LIMIT_SECONDS)
        is_answered.set()
        return hello(environ, start_response)

    def let_go():
        eventually(lambda: not is_listening(server))
        go_on.set()

    server = serving(application, turns=False)
    with connected(place(server)) as client:
        client.sendall(LAST)
        turn_until(server, lambda: channels(server) and channels(server)[0].requests)
        threading.Thread(target=let_go).start()
        server.stop(signal.SIGTERM, None)
        server.run()
        assert is_answered.is_set()
        assert received(client, len(b"hello")).endswith(b"hello")


def is_listening(server: Server) -> bool:
    try:
        with socket.create_connection(place(server), timeout=LIMIT_SECONDS):
            return True
    except ConnectionRefusedError:
        return False


def test_an_open_download_is_finished_after_the_server_was_stopped(serving):
    server = serving(big)
    with connected(place(server)) as client:
        client.sendall(LAST)
        assert client.recv(1, socket.MSG_PEEK)
        server.stop(signal.SIGTERM, None)
        eventually(lambda: not is_listening(server))
        assert received(client, 16_000_000)


def test_a_client_that_takes_nothing_for_half_a_minute_is_given_up(serving):
    server = serving(big, turns=False)
    with crowd(place(server), LAST, 1):
        turn_until(server, lambda: channels(server) and not channels(server)[0].requests and pending(server))
        server.maintenance(time.time() + 29)
        assert len(channels(server)) == 1
        server.maintenance(time.time() + 31)
        assert channels(server) == []


def test_a_thread_that_waits_for_a_client_is_free_again_after_half_a_minute(serving):
    is_free = threading.Event()

    def application(environ, start_response):
        start_response("200 OK", [])
        try:
            while True:
                yield bytes(1_000_000)
        finally:
            is_free.set()

    server = serving(application, turns=False)
    with crowd(place(server), LAST, 1):
        turn_until(server, lambda: channels(server) and pending(server) > 16_000_000)
        server.maintenance(time.time() + 31)
        assert is_free.wait(LIMIT_SECONDS)


def test_a_connection_that_is_silent_for_half_a_minute_is_closed(serving):
    server = serving(hello, turns=False)
    with crowd(place(server), b"GET", 1) as (client,):
        turn_until(server, lambda: channels(server) and channels(server)[0].request)
        (channel,) = channels(server)
        for seconds, is_kept in ((29, True), (2, False)):
            channel.last_activity -= seconds
            server.next_channel_cleanup = 0
            server._turn()
            assert is_open(client) == is_kept


def test_a_request_that_is_at_work_is_never_closed(serving):
    go_on = threading.Event()

    def application(environ, start_response):
        go_on.wait(LIMIT_SECONDS)
        return hello(environ, start_response)

    server = serving(application, turns=False)
    with connected(place(server)) as client:
        client.sendall(LAST)
        turn_until(server, lambda: channels(server) and channels(server)[0].requests)
        server.maintenance(time.time() + 3600)
        go_on.set()
        turn_until(server, lambda: not channels(server)[0].requests)
        turn_until(server, lambda: channels(server)[0].lingers_until)
        assert rest(client).endswith(b"hello")


def test_a_client_however_fast_gets_a_quarter_of_a_megabyte_at_a_time(serving):
    asked = []

    class Watched(BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    def application(environ, start_response):
        start_response("200 OK", [("Content-Length", "16000000")])
        return environ["wsgi.file_wrapper"](Watched(bytes(16_000_000)))

    server = serving(application, turns=False)
    with connected(place(server)) as client:
        client.sendall(LAST)
        turn_until(server, lambda: channels(server) and not channels(server)[0].requests and pending(server))
        left = pending(server)
        server._turn()
        assert 0 < left - pending(server) <= 262_144
        assert max(asked) == 262_144


def test_a_client_that_goes_on_sending_after_its_answer_is_not_heard_for_long(serving):
    server = serving(hello, turns=False)
    with connected(place(server)) as client:
        client.sendall(LAST)
        turn_until(server, lambda: channels(server) and channels(server)[0].lingers_until)
        (channel,) = channels(server)
        channel.lingers_until -= 2
        client.sendall(b"and another thing")
        turn_until(server, lambda: not channels(server))


def turn_until(server: Server, holds: Callable[[], object]) -> None:
    eventually(lambda: holds() or server._turn())


def channels(server: Server) -> list:
    return list(server.active_channels.values())


def pending(server: Server) -> int:
    (channel,) = channels(server)
    return channel.total_outbufs_len


@pytest.mark.parametrize("before", [b"", b"\r\n", b"\r\n\r\n"])
def test_empty_lines_before_a_request_are_skipped(before):
    data, parsers = before + LIVE + b"\r\n", []
    while data:
        parsers.append(Parser(Adjustments()))
        data = data[parsers[-1].received(data) :]
    assert [parser.path for parser in parsers if not parser.empty] == ["/api/health/live"]

"""An OpenID provider on loopback: discovery, authorization, tokens, keys and claims, with faults that a test sets."""

import base64
import hashlib
import json
import secrets
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "hiddenhill", "only for tests"


@dataclass
class OpenIdProvider:
    """Signs everyone in as ``claims``. ``token`` changes the id token, ``paths`` what a path answers."""

    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "248289761001", "email": "ann@example.org", "email_verified": True}
    )
    token: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, tuple[int, Any]] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signs_with: rsa.RSAPrivateKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def authorize(self, query: dict[str, str]) -> str:
        """The URL to which a browser is sent back, after the person has signed in."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str], header: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code, once, for the client that has the secret and the verifier."""
        user, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        client = (unquote(user), unquote(password)) if header else (form["client_id"], form.get("client_secret"))
        begun = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if client != (CLIENT, SECRET) or begun is None or begun["code_challenge"] != challenge.decode():
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"] != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        content = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": begun["nonce"]}
        content |= {"sub": self.claims["sub"]} | self.token
        content = {name: value for name, value in content.items() if value is not None}
        signed = jwt.encode(content, self.signs_with or self.key, "RS256", {"kid": "1"})
        return 200, {"access_token": "for userinfo", "token_type": "Bearer", "id_token": signed}

    def answer(self, path: str, body: dict[str, str], header: str) -> tuple[int, dict[str, Any]]:
        if path in self.paths:
            return self.paths[path]
        if path == "/token":
            return self.exchange(body, header)
        if path == "/keys":
            public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/userinfo":
            assert header == "Bearer for userinfo"
            return 200, self.claims | self.userinfo
        assert path == "/.well-known/openid-configuration"
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        endpoints = {name: f"{self.url}/{end}" for name, end in (names | {"userinfo_endpoint": "userinfo"}).items()}
        return 200, {"issuer": self.url, **endpoints, **self.metadata}


def _handler(provider: OpenIdProvider) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, urlsplit(self.path).query
            provider.asked.append(path)
            if path == "/authorize" and path not in provider.paths:
                self.send_response(302)
                self.send_header("Location", provider.authorize({k: v[0] for k, v in parse_qs(query).items()}))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, content = provider.answer(path, form, self.headers.get("Authorization", ""))
            sent = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_POST = do_GET

        def log_message(self, *args: Any) -> None: ...

    return Handler


@contextmanager
def running(provider: OpenIdProvider) -> Iterator[OpenIdProvider]:
    """The provider, listening on a free port."""

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), _handler(provider)) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield provider
        server.shutdown()

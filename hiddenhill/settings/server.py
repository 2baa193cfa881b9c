"""Where the web server listens, and under which names and URLs people reach it."""

from hiddenhill.settings.variables import Section, items, matching, switch, text, whole

_section = Section("Web server")

HOST = _section.setting(
    "HOST",
    text,
    "127.0.0.1",
    "Address to listen on. Unless it is a loopback address, others can reach this instance, and the defaults are "
    "stricter.",
)
PORT = _section.setting("PORT", whole(0, 65535), 8000, "Port to listen on.")
# In a container, the address to listen on is not the one at which people reach the service.
LISTEN = _section.setting(
    "LISTEN",
    text,
    f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}",
    "Address and port to listen on, where they differ from those that people use, as in a container.",
    described="`HOST:PORT`",
    example="0.0.0.0:8000",
)
WEB_CONCURRENCY = _section.setting("WEB_CONCURRENCY", whole(1), 1, "Number of web processes, with eight threads each.")
SITE_URL = _section.setting(
    "SITE_URL",
    matching(r"https?://[^/?#@\s]+/*", "a URL without a path, such as https://videos.example.org", "URL"),
    f"http://{HOST}:{PORT}",
    "URL at which people reach this instance. URLs in webhooks start with it.",
    described="`http://HOST:PORT`",
    example="https://videos.example.org",
).rstrip("/")
GALLERY = _section.setting(
    "GALLERY",
    switch,
    False,
    "List public videos at /gallery/, in feeds and in a sitemap, for everyone.",
)
ALLOWED_HOSTS = _section.setting(
    "ALLOWED_HOSTS",
    items,
    ["localhost", "127.0.0.1", "[::1]"],
    "Host names under which this instance answers.",
    example="videos.example.org",
)
CSRF_TRUSTED_ORIGINS = _section.setting(
    "CSRF_TRUSTED_ORIGINS",
    items,
    [],
    "Further origins from which forms may be sent, such as that of a proxy that changes the host name.",
    example="https://videos.example.org",
)
DEBUG = _section.setting(
    "DEBUG", switch, False, "Show errors with their tracebacks and settings. For development only."
)

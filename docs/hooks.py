"""MkDocs hooks: the documents of the repository's root become pages, and pages load only files of the site.

They have no scripts or styles of their own, so an instance can serve them under its Content-Security-Policy.
"""

import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "SECURITY.md": "SECURITY.md",
    "LICENSE": "LICENSE.md",
}
"""Each document, and the page that it becomes."""

# In a document of the root, a path below docs/; in a page of docs/, a path to a document of the root.
_BELOW = re.compile(r"""(?<=\]\()docs/|(?<=src=")docs/""")
_ROOT = re.compile(rf"(?<=\]\()((?:\.\./)*)({'|'.join(map(re.escape, PAGES))})(?=[#)])")
_LOADED = re.compile(
    r"""<(?:script|img|iframe|link(?=[^>]*stylesheet))[^>]*(?:src|href)=["']?(?:https?:)?//[^>]*>"""
    r"""|<pre class="mermaid">"""  # the theme would fetch its renderer
)

_SEARCH = 'data-md-component="search" role="dialog"'  # the theme gives it no name
_SECTION = re.compile(r'aria-labelledby="(__nav_\w+)_label"([^>]*>\s*<label class="md-nav__title")')
"""The list of a section's pages. The theme names it by a label that is an icon if the section has a page of its own."""

_INLINE = re.compile(r"<script>(.+?)</script>", re.DOTALL)
_FORBIDDEN = re.compile(r"<style\b[^>]*>|<[^>]+\s(?:style|on[a-z]+)=[^>]*>|<script>")
_UNNAMED = re.compile(r"<th[^>]*></th>")
_UNUSED = ("404.html", "sitemap.xml", "sitemap.xml.gz", "assets/javascripts/lunr", "assets/**/*.map")
"""What only a site with a URL of its own, in other languages or for debugging needs."""

_scripts: dict[str, str] = {}
"""The scripts that pages had, by the paths of their files."""


def on_files(files: Files, config: Any) -> Files:
    """Add the documents of the root."""
    for name, page in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        content = f"# Licence\n\n```text\n{text}```\n" if name == "LICENSE" else text
        files.append(File.generated(config, page, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Have links that work in the repository work on the site."""
    if page.file.src_uri in PAGES.values():
        markdown = _BELOW.sub("", markdown)
    return _ROOT.sub(lambda link: link[1].removeprefix("../") + PAGES[link[2]], markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Move the scripts in a page, which the theme writes there, to files of the site, and name its search and lists."""

    def moved(script: re.Match[str]) -> str:
        name = f"assets/javascripts/page.{sha256(script[1].encode()).hexdigest()[:8]}.js"
        _scripts[name] = script[1]
        return f'<script src="{"../" * page.url.count("/")}{name}"></script>'

    output = _SECTION.sub(r'aria-labelledby="\1_title"\2 id="\1_title"', output)
    return _INLINE.sub(moved, output).replace(_SEARCH, f'{_SEARCH} aria-label="Search"')


def on_post_build(config: Any) -> None:
    """Write the moved scripts, remove what no page uses, and check each page.

    Raises PluginError for one that would load from another host, that has a script or a style in itself, or that has a
    column without a heading.
    """
    site = Path(config["site_dir"])
    for unused in [found for pattern in _UNUSED for found in site.glob(pattern)]:
        shutil.rmtree(unused) if unused.is_dir() else unused.unlink()
    for name, script in _scripts.items():
        (site / name).write_text(script, encoding="utf-8")
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if loaded := _LOADED.search(page):
            raise PluginError(f"{path.name} loads from another host: {loaded[0]}")
        if inline := _FORBIDDEN.search(page):
            raise PluginError(f"{path.name} has a script or a style in itself: {inline[0]}")
        if _UNNAMED.search(page):
            raise PluginError(f"{path.name} has a table with a column without a heading.")

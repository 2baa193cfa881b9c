"""MkDocs hooks: the documents of the repository's root become pages, and no page loads anything from another host."""

import re
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


def on_post_build(config: Any) -> None:
    """Raise PluginError for a page that would load a script, a style sheet or a picture from another host."""
    for path in Path(config["site_dir"]).rglob("*.html"):
        if loaded := _LOADED.search(path.read_text(encoding="utf-8")):
            raise PluginError(f"{path.name} loads from another host: {loaded[0]}")

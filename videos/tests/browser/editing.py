"""The editor of the bundled paper, as a person sees it."""

from playwright.sync_api import Page, expect

AS_WRITTEN = ["sentence3", "sentence7", "sentence9", "sentence10", "sentence12"]
WALKING = "sentence7"
"""Key of "Compared with usual care, walking lowered glucose after meals by 17% (95% CI 12 to 22; p < 0.001)."."""

PHONE = {"width": 390, "height": 844}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def keys(editor: Page) -> list[str]:
    return [item.get_attribute("id") or "" for item in editor.locator(".item").all()]


def saved(editor: Page, version: int) -> None:
    """The edit is on the page."""
    expect(editor.locator("#saved")).to_contain_text(f"Saved · version {version}")


def said(editor: Page, text: str) -> None:
    expect(editor.locator("#said")).to_contain_text(text)


def focused(editor: Page) -> str:
    return editor.evaluate("document.activeElement.id")

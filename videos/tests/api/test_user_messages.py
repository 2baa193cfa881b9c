"""The sentences for users agree with the error codes."""

from videos.api import user_messages
from videos.management.commands import reference


def test_each_sentence_is_for_an_error_that_exists():
    page = reference.errors()
    assert [code for code in user_messages._MESSAGES if f"`{code}` |" not in page] == []


def test_an_operator_reads_the_message_beside_the_sentence_for_users():
    assert user_messages.explain("disk_full", "Free some space under VAR_DIR.", operator=True) == (
        user_messages.Explanation(
            "The server has run out of disk space. Try again later.", "Free some space under VAR_DIR.", "disk_full"
        )
    )
    assert user_messages.explain("disk_full", "Free some space under VAR_DIR.", operator=False).details == ""
    assert user_messages.explain("paper_not_found", "NCBI has no such paper.", operator=True).details == ""

"""Edits of a storyboard in review: each is a version, and can be undone and done again."""

import pytest

from videos.jobs import lifecycle, storyboards
from videos.models import Job, Storyboard
from videos.pipeline.artifacts import Layout
from videos.pipeline.editing import (
    AddMakerCard,
    AddSentence,
    EditRefused,
    MoveItem,
    RemoveItem,
    SetHeading,
    SetLayout,
    SetPronunciation,
    SetSubtitle,
)
from videos.pipeline.options import Length, Options, Theme
from videos.tests.factories import JobFactory, UserFactory, sample_version

pytestmark = pytest.mark.django_db

LAST = "Longer trials are needed to show whether this may prevent complications."
LAST_BRIEFLY = "“Longer trials are needed to show whether this …”"


@pytest.fixture
def job():
    return JobFactory(in_review=True, options=Options(length=Length.SHORT))


def said(version: Storyboard) -> list[str]:
    return [sentence.spoken for scene in storyboards.script_of(version).scenes for sentence in scene.sentences]


def history(job: Job) -> list[str]:
    return [version.note for version in job.storyboards.all()]


def test_an_edit_is_a_new_version_with_its_author_and_what_differs(job):
    ada = UserFactory()
    version = storyboards.edit(job, [MoveItem(4, 0)], author_id=ada.pk)
    assert (version.number, version.author, version.edited_from) == (2, ada, 1)
    assert version.note == f"Moved to place 1: {LAST_BRIEFLY}"
    assert said(version)[1] == LAST
    assert said(job.storyboards.get(number=1))[5] == LAST
    assert job.storyboard_version == Job.objects.get().storyboard_version == 2
    assert version.laid_out == ""  # how it fits on slides is not known yet


def test_several_operations_are_one_version(job):
    operations = [RemoveItem(0), SetHeading(0, "In short"), AddMakerCard("We thank them.", 0), SetSubtitle(on=True)]
    version = storyboards.edit(job, operations)
    assert version.number == 2
    assert version.note.endswith("(and 3 more)")
    layouts = [scene.layout for scene in storyboards.script_of(version).scenes]
    assert layouts[1] is Layout.MAKER
    assert storyboards.draft_of(version).subtitle


def test_the_next_edit_starts_from_what_was_decided_before(job):
    storyboards.edit(job, [SetPronunciation("glucose", "glukohs")])
    version = storyboards.edit(job, [RemoveItem(0)])
    assert storyboards.script_of(version).pronunciations == (("glucose", "glukohs"),)
    assert storyboards.board(version).changes == (
        "Removed: “In this trial at six clinics, 412 adults with diabetes and a body-mass index of at least 25 kg/m² "
        "were assigned to two groups.”",
        "“glucose” is said as “glukohs”.",
    )


def test_the_closing_sentence_of_the_request_stays_at_the_end():
    options = Options(length=Length.SHORT, theme=Theme(call_to_action="Ask your doctor."))
    job = JobFactory(in_review=True, options=options)
    version = storyboards.edit(job, [RemoveItem(0)])
    assert (storyboards.script_of(version).scenes[-1].layout, said(version)[-1]) == (Layout.CLOSING, "Ask your doctor.")
    again = storyboards.edit(job, [AddMakerCard("We thank them.", 0)])
    assert said(again).count("Ask your doctor.") == 1
    assert storyboards.board(again).promised_seconds > 45


def test_operations_that_change_nothing_add_no_version(job):
    assert storyboards.edit(job, []).number == 1
    assert storyboards.edit(job, [MoveItem(0, 1), MoveItem(1, 0)]).number == 1
    assert history(job) == ["As it was written."]


def test_a_refused_edit_changes_nothing(job):
    before = Job.objects.values().get()
    with pytest.raises(EditRefused, match="0 to 12") as refused:
        storyboards.edit(job, [RemoveItem(0), AddSentence(99, 0)])
    assert refused.value.number == 1
    with pytest.raises(EditRefused) as refused:
        storyboards.edit(job, [SetLayout(1, Layout.QUOTATION)])
    assert (refused.value.number, refused.value.refusal.item) == (0, 1)
    assert refused.value.refusal.sentence.startswith("Compared with usual care")
    assert (Job.objects.values().get(), history(job)) == (before, ["As it was written."])


def test_a_storyboard_without_sentences_is_refused_whichever_operation_came_last(job):
    with pytest.raises(EditRefused, match="reads no sentence") as refused:
        storyboards.edit(job, [RemoveItem(0)] * 5)
    assert refused.value.number is None


def test_an_edit_of_a_version_that_is_not_the_current_one_is_refused(job):
    storyboards.edit(job, [RemoveItem(0)])
    for change in (lambda: storyboards.edit(job, [RemoveItem(0)], version=1), lambda: storyboards.undo(job, version=1)):
        with pytest.raises(storyboards.VersionConflict) as refused:
            change()
        assert (refused.value.given, refused.value.current) == (1, 2)


def test_an_edit_that_was_made_from_an_outdated_row_is_refused(job):
    outdated = Job.objects.get()
    storyboards.edit(job, [RemoveItem(0)])
    with pytest.raises(storyboards.VersionConflict) as refused:
        storyboards.edit(outdated, [RemoveItem(1)])
    assert (refused.value.given, refused.value.current) == (1, 2)
    assert len(history(job)) == 2


@pytest.mark.parametrize(
    "change", [lambda job: storyboards.edit(job, [RemoveItem(0)]), storyboards.undo, storyboards.redo]
)
def test_only_a_job_in_review_is_edited(job, change):
    lifecycle.approve(job.pk, 1)
    with pytest.raises(storyboards.NotInReview):
        change(Job.objects.get())
    assert len(history(job)) == 1


def test_an_edit_that_comes_after_the_approval_is_refused(job):
    outdated = Job.objects.get()
    lifecycle.approve(job.pk, 1)
    with pytest.raises(storyboards.NotInReview):
        storyboards.edit(outdated, [RemoveItem(0)])
    assert len(history(job)) == 1


# --- undo and redo


def test_edits_are_undone_and_done_again_one_by_one(job):
    first, second = [RemoveItem(0)], [MoveItem(3, 0)]
    texts = [said(storyboards.current(job)), said(storyboards.edit(job, first)), said(storyboards.edit(job, second))]
    assert said(storyboards.undo(job)) == texts[1]
    assert said(storyboards.undo(job)) == texts[0]
    with pytest.raises(storyboards.NothingToUndo):
        storyboards.undo(job)
    assert said(storyboards.redo(job)) == texts[1]
    version = storyboards.redo(job)
    assert said(version) == texts[2]
    with pytest.raises(storyboards.NothingToUndo):
        storyboards.redo(job)
    assert (version.number, version.edition, version.edited_from) == (7, 3, 2)
    notes = history(job)
    assert notes[3] == f"Undone: {notes[2]}"
    assert notes[4] == f"Undone: {notes[1]}"
    assert notes[5] == f"Done again: {notes[1]}"


def test_an_edit_after_an_undo_replaces_what_was_undone(job):
    storyboards.edit(job, [RemoveItem(0)])
    storyboards.undo(job)
    version = storyboards.edit(job, [RemoveItem(1)])
    assert not storyboards.can_redo(version)
    storyboards.undo(job)
    assert said(storyboards.redo(job)) == said(version)


def test_an_undone_edit_knows_how_it_fitted_on_slides(job):
    storyboards.edit(job, [RemoveItem(0)])
    assert storyboards.undo(job).laid_out == sample_version().laid_out


def test_a_reset_is_undone_like_an_edit(job):
    edited = storyboards.edit(job, [RemoveItem(0)])
    assert storyboards.draft_of(storyboards.reset(job)).items != storyboards.draft_of(edited).items
    assert storyboards.undo(job).draft == edited.draft
    assert storyboards.redo(job).draft == ""

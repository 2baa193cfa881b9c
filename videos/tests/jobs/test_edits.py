"""Edits of a storyboard in review: each is a version, and can be undone and done again."""

import threading
from dataclasses import replace

import pytest
from django.db import connections

from videos.jobs import lifecycle, retention, storyboards
from videos.models import Job, Storyboard
from videos.pipeline.artifacts import Layout, Script, Source
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
from videos.pipeline.errors import StoryboardUnreadable
from videos.pipeline.options import Length, Options, Theme
from videos.pipeline.storyboard import Approved
from videos.tests.factories import JobFactory, UserFactory, sample_version
from videos.tests.meanwhile import ALL_APPS, before_query

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
    assert version.note.split("; ") == [
        "Removed: “In this trial at six clinics, 412 adults …”",
        "Card of the makers added: “We thank them.”",
        "Heading changed to “In short”: “Compared with usual care, walking lowered glucose after …”",
        "The voice says the title's subtitle",
    ]
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


def test_a_storyboard_without_sentences_is_refused_and_no_single_operation_blamed(job):
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


# --- how many versions are kept


def numbers(job: Job) -> list[int]:
    return list(job.storyboards.order_by("number").values_list("number", flat=True))


def test_the_oldest_versions_are_deleted_but_never_the_first(job, settings):
    settings.STORYBOARD_VERSIONS = 4
    for place in (1, 2, 3, 4, 1, 2):
        storyboards.edit(job, [MoveItem(0, place)])
    assert numbers(job) == [1, 5, 6, 7]
    assert job.storyboard_version == 7


def test_undo_goes_back_as_far_as_versions_are_kept_and_then_says_so(job, settings):
    settings.STORYBOARD_VERSIONS = 5
    edits = [said(storyboards.edit(job, [MoveItem(0, place)])) for place in (1, 2, 3, 4, 1, 2)]
    assert said(storyboards.undo(job)) == edits[-2]
    assert said(storyboards.undo(job)) == edits[-3]
    assert storyboards.current(job).edited_from is None
    with pytest.raises(storyboards.NothingToUndo, match="no earlier version is kept"):
        storyboards.undo(job)
    assert said(storyboards.redo(job)) == edits[-2]
    assert said(storyboards.redo(job)) == edits[-1]


def test_versions_of_undo_and_redo_go_before_edits(job, settings):
    settings.STORYBOARD_VERSIONS = 5
    texts = [said(storyboards.current(job))]
    texts += [said(storyboards.edit(job, [MoveItem(0, place)])) for place in (1, 2, 3)]
    for _ in range(3):
        storyboards.undo(job)
        storyboards.redo(job)
    assert numbers(job) == [1, 2, 3, 4, 10]
    assert [said(storyboards.undo(job)) for _ in range(3)] == texts[2::-1]


def test_a_reset_is_possible_after_versions_were_deleted(job, settings):
    settings.STORYBOARD_VERSIONS = 3
    first = said(storyboards.current(job))
    for place in (1, 2, 3, 4):
        storyboards.edit(job, [MoveItem(0, place)])
    assert said(storyboards.reset(job)) == first


def test_the_versions_of_another_job_stay(job, settings):
    settings.STORYBOARD_VERSIONS = 2
    other = JobFactory(in_review=True)
    for place in (1, 2, 3):
        storyboards.edit(job, [MoveItem(0, place)])
    assert numbers(other) == [1]


# --- what the worker gets


def test_the_worker_gets_the_approved_script_and_what_was_changed_and_ignored(job):
    version = storyboards.edit(job, [RemoveItem(3)])
    lifecycle.approve(job.pk, 2)
    approved = storyboards.approved(lifecycle.claim(job.pk))
    assert approved.script == storyboards.script_of(version)
    assert approved.edits.changes == (
        "Removed: “Adverse events were reported by 7% of walkers and 6% of controls, and none was serious.”",
    )
    assert "The abstract reports harms, and the video does not." in approved.edits.warnings


def test_what_was_undone_is_no_change(job):
    storyboards.edit(job, [RemoveItem(3)])
    storyboards.undo(job)
    lifecycle.approve(job.pk, 3)
    assert storyboards.approved(lifecycle.claim(job.pk)).edits is None


def elsewhere(script: Script) -> Script:
    """The script as rules would write it that find other sentences in the abstract."""
    scenes = []
    for scene in script.scenes:
        sentences = [replace(each, source=each.source and Source(99, 0, 5)) for each in scene.sentences]
        scenes.append(replace(scene, sentences=tuple(sentences)))
    return replace(script, scenes=tuple(scenes))


def test_a_script_that_other_rules_wrote_is_made_but_not_edited(job):
    script = elsewhere(storyboards.script_of(storyboards.current(job)))
    job.storyboards.update(script=storyboards.first_version(script, ()).script)
    with pytest.raises(StoryboardUnreadable):
        storyboards.edit(job, [RemoveItem(0)])
    lifecycle.approve(job.pk, 1)
    assert storyboards.approved(lifecycle.claim(job.pk)) == Approved(script)


def test_a_draft_that_cannot_be_read_is_an_error_also_for_the_worker(job):
    storyboards.edit(job, [RemoveItem(0)])
    job.storyboards.update(draft='{"acts": 3}')
    lifecycle.approve(job.pk, 2)
    with pytest.raises(StoryboardUnreadable):
        storyboards.approved(lifecycle.claim(job.pk))


# --- several at once


@pytest.mark.django_db(transaction=True, available_apps=ALL_APPS)
def test_of_two_edits_at_once_one_is_kept_and_the_other_is_refused():
    job = JobFactory(in_review=True, options=Options(length=Length.SHORT))
    start, outcomes = threading.Barrier(2), []

    def edit(position: int) -> None:
        try:
            row = Job.objects.get(pk=job.pk)
            start.wait()
            outcomes.append(storyboards.edit(row, [RemoveItem(position)], version=1).number)
        except storyboards.VersionConflict as refused:
            outcomes.append((refused.given, refused.current))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=edit, args=(position,)) for position in (0, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [(1, 2), 2]
    assert len(history(job)) == Job.objects.get().storyboard_version == 2


def test_an_approval_between_reading_and_saving_an_edit_wins(job):
    with before_query({3: lambda: lifecycle.approve(job.pk, 1)}), pytest.raises(storyboards.NotInReview):
        storyboards.edit(job, [RemoveItem(0)])
    assert (Job.objects.get().status, len(history(job))) == ("queued", 1)


def test_an_edit_between_reading_and_approving_a_version_wins(job, waiting_queue):
    other = Job.objects.get()
    edit = {1: lambda: storyboards.edit(other, [RemoveItem(0)])}
    with before_query(edit), pytest.raises(storyboards.VersionConflict):
        storyboards.approve(job, 1)
    assert Job.objects.get().status == "review"


def test_an_edit_of_a_job_that_is_deleted_meanwhile_finds_no_job(job):
    with before_query({1: lambda: retention.delete(job.pk)}), pytest.raises(Job.DoesNotExist):
        storyboards.edit(job, [RemoveItem(0)])


def test_an_edit_that_is_saved_while_the_next_is_made_is_no_conflict(job):
    """The answer is the version that was added, although it is no longer the current one."""
    later = {6: lambda: storyboards.edit(Job.objects.get(), [RemoveItem(1)])}
    with before_query(later):
        version = storyboards.edit(job, [RemoveItem(0)])
    assert version.number == 2
    assert Job.objects.get().storyboard_version == 3

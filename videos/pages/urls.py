"""The URLs of the pages."""

from django.urls import path

from videos.api.shares import SharedFile
from videos.pages import batches, box, editor, gallery, job, library, new_batch, operations, share, shared, studio

urlpatterns = [
    path("", studio.studio, name="studio"),
    path("papers", box.paper, name="paper"),
    path("jobs/<uuid:job_id>", job.job, name="job"),
    path("jobs/<uuid:job_id>/progress", job.progress, name="job-progress"),
    path("jobs/<uuid:job_id>/storyboard", editor.edit, name="job-storyboard"),
    path("jobs/<uuid:job_id>/formats", job.formats, name="job-formats"),
    path("jobs/<uuid:job_id>/again", job.edit_again, name="job-edit-again"),
    path("jobs/<uuid:job_id>/share", share.share, name="job-share"),
    path("jobs/<uuid:job_id>/approve", job.approve, name="job-approve"),
    path("jobs/<uuid:job_id>/cancel", job.cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry", job.retry, name="job-retry"),
    path("jobs/<uuid:job_id>/delete", job.delete, name="job-delete"),
    path("batches", batches.batches, name="batches"),
    path("batches/new", new_batch.new, name="batch-new"),
    path("batches/<uuid:batch_id>", batches.batch, name="batch"),
    path("batches/<uuid:batch_id>/progress", batches.progress, name="batch-progress"),
    path("batches/<uuid:batch_id>/retry", batches.retry, name="batch-retry-page"),
    path("batches/<uuid:batch_id>/cancel", batches.cancel, name="batch-cancel-page"),
    path("batches/<uuid:batch_id>/delete", batches.delete, name="batch-delete-page"),
    path("operations", operations.operations, name="operations-page"),
    path("v/<slug:slug>", shared.page, name="shared"),
    path("v/<slug:slug>/files/<slug:shape>/<str:name>", SharedFile.as_view(), name="shared-file"),
    path("v/<slug:slug>/poster.webp", shared.poster, name="shared-poster"),
    path("v/<slug:slug>/qr.svg", shared.qr, {"kind": "svg"}, name="shared-qr-svg"),
    path("v/<slug:slug>/qr.png", shared.qr, {"kind": "png"}, name="shared-qr-png"),
    path("embed/<slug:slug>", shared.embed, name="embedded"),
    path("oembed", shared.oembed, name="oembed"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/atom.xml", gallery.atom, name="gallery-atom"),
    path("gallery/rss.xml", gallery.rss, name="gallery-rss"),
    path("sitemap.xml", gallery.sitemap, name="sitemap"),
    path("robots.txt", gallery.robots, name="robots"),
    path("library", library.library, name="library"),
    path("library/live", library.live, name="library-live"),
    path("library/cancel/<uuid:job_id>", library.confirm, {"action": "cancel"}, name="confirm-cancel"),
    path("library/delete/<uuid:job_id>", library.confirm, {"action": "delete"}, name="confirm-delete"),
    path("library/papers/<uuid:project_id>/cancel", library.whole, {"action": "cancel"}, name="paper-cancel"),
    path("library/papers/<uuid:project_id>/delete", library.whole, {"action": "delete"}, name="paper-delete"),
]

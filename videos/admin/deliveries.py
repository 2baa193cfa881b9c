"""Webhook messages and e-mails in the admin."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from videos.api.serializers.fields import host_alone
from videos.models import Delivery
from videos.webhooks import outbox


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was sent to whom, and with what result."""

    list_display = (
        "event",
        "job_link",
        "to",
        "status",
        "answer",
        "attempts",
        "next_at",
        "tried_at",
    )
    list_filter = ("status", "channel", "event", "created_at")
    list_select_related = ("job__owner",)
    search_fields = ("id", "job__id")
    search_help_text = "Search by delivery id or job id."
    show_full_result_count = False
    actions = ("send_again",)
    fields = ("id", "job_link", "to", "event", "created_at", "status", "attempts", "next_at", "tried_at", "answer")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: only the end of a job creates a delivery."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        """Refuse: deliveries are not edited."""
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may send deliveries again: those with the permission to change them may."""
        return request.user.has_perm("videos.change_delivery")

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        """Send the selected deliveries again within seconds, with all their retries."""
        self.message_user(
            request, f"{outbox.send_again(deliveries)} will be sent again within seconds.", messages.SUCCESS
        )

    @admin.display(description="Job", ordering="job__pubmed_id")
    def job_link(self, delivery: Delivery) -> SafeString:
        """Return a link to the job, named by its paper."""
        url = reverse("admin:videos_job_change", args=[delivery.job_id])
        return format_html('<a href="{}">{}</a>', url, delivery.job.pubmed_id)

    @admin.display(description="To")
    def to(self, delivery: Delivery) -> str:
        """Return the host alone, as the rest of the URL may be a secret of the user; or whom the e-mail is for."""
        if delivery.channel == Delivery.Channel.EMAIL:
            return f"{delivery.job.owner}, by e-mail"
        return host_alone(delivery.url)

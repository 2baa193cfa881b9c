"""The admin: what happened to a job and to its webhook, at a glance.

Jobs can be retried, cancelled and deleted, and a webhook can be sent again. Neither is edited.
"""

from videos.admin.batches import BatchAdmin
from videos.admin.deliveries import DeliveryAdmin
from videos.admin.jobs import JobAdmin
from videos.admin.kits import KitAdmin
from videos.admin.projects import ProjectAdmin

__all__ = ["BatchAdmin", "DeliveryAdmin", "JobAdmin", "KitAdmin", "ProjectAdmin"]

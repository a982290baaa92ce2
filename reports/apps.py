"""The reports floor as Django knows it."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What people read across floors: dashboards, packs, exports."""

    name = "reports"
    verbose_name = "Reports"
    default_auto_field = "django.db.models.BigAutoField"

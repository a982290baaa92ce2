"""The plans floor as Django knows it."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """What was promised and what was said of it."""

    name = "plans"
    verbose_name = "Plans"
    default_auto_field = "django.db.models.BigAutoField"

"""The plans floor as Django knows it."""

from django.apps import AppConfig
from django.urls import register_converter

from .references import Reference


class PlansConfig(AppConfig):
    """What was promised and what was said of it."""

    name = "plans"
    verbose_name = "Plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let addresses name references."""
        register_converter(Reference, "reference")

"""The measures floor as Django knows it."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Whether children are better off: measured beside delivery, never colouring it."""

    name = "measures"
    verbose_name = "Measures"
    default_auto_field = "django.db.models.BigAutoField"

"""The governance floor as Django knows it."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Who: partnerships, organisations, posts, people, bodies and meetings."""

    name = "governance"
    verbose_name = "Governance"
    default_auto_field = "django.db.models.BigAutoField"

"""Settings, addresses and processes: the lowest floor. It imports none of those above."""

from config.celery import app as celery_app

__all__ = ["celery_app"]

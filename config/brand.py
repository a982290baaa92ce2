"""What every page says of the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def brand(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the site's name, and whether this is a demonstration."""
    return {"brand_name": settings.BRAND_NAME, "demonstration": settings.DEMONSTRATION}

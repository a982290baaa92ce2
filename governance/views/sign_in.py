"""Pages of this floor: signing in, a partnership's colours, and the accessibility statement."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from governance import demonstration
from governance.models import Partnership, Person

COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
AN_HOUR = 60 * 60
LIGHT, DARK = "#ffffff", "#14262b"


class SignIn(LoginView):
    """Allauth's own page; a demonstration offers its people beside the form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `demonstration_people`, empty everywhere else."""
        people = demonstration.people(timezone.localdate()) if settings.DEMONSTRATION else []
        return {**super().get_context_data(**kwargs), "demonstration_people": people}


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a demonstration person, with no password; anywhere but in a demonstration there is no such page."""
    pk = request.POST.get("person", "")
    if not settings.DEMONSTRATION or not pk.isascii() or not pk.isdigit():
        raise Http404
    person = get_object_or_404(Person, pk=pk)
    if not demonstration.may_be_tried(person, timezone.localdate()):
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_not_required
@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """A partnership's own colour for the header and footer: the two properties that the stylesheet leaves open."""
    colour = get_object_or_404(Partnership, slug=slug).brand_colour
    if not COLOUR.fullmatch(colour):
        raise Http404
    css = f":root {{ --brand: {colour}; --brand-ink: {_readable_on(colour)}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def _readable_on(colour: str) -> str:
    """White or ink, whichever stands out more on a colour (WCAG's contrast)."""
    ground = _luminance(colour)
    on_light = (_luminance(LIGHT) + 0.05) / (ground + 0.05)
    on_dark = (ground + 0.05) / (_luminance(DARK) + 0.05)
    return LIGHT if on_light >= on_dark else DARK


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, for everybody."""
    return render(request, "accessibility.html")


urlpatterns: list[URLPattern] = [
    path("accounts/login/", SignIn.as_view(), name="account_login"),  # before allauth's own, at its address
    path("demo-sign-in/", demo_sign_in, name="demo-sign-in"),
    path("brand/<slug:slug>.css", brand, name="brand"),
    path("accessibility/", accessibility, name="accessibility"),
]

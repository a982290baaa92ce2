"""Addresses of the reports floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import (
    actions,
    api,
    calendar,
    challenge,
    chase,
    check,
    dashboard,
    home,
    judging,
    minutes,
    packs,
    round_report,
)

modules: list[list[URLPattern]] = [
    home.urlpatterns,
    dashboard.urlpatterns,
    actions.urlpatterns,
    judging.urlpatterns,
    api.urlpatterns,
    packs.urlpatterns,
    check.urlpatterns,
    chase.urlpatterns,
    round_report.urlpatterns,
    challenge.urlpatterns,
    calendar.urlpatterns,
    minutes.urlpatterns,
]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

"""Addresses of the plans floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import (
    answer_links,
    dates,
    deciding,
    editing,
    editions,
    embedded,
    escalating,
    evidence,
    families,
    judging,
    leads,
    meeting_view,
    milestones,
    mine,
    opening,
    sign_off,
    slippage,
    updates,
)

modules: list[list[URLPattern]] = [
    mine.urlpatterns,
    updates.urlpatterns,
    answer_links.urlpatterns,
    sign_off.urlpatterns,
    dates.urlpatterns,
    slippage.urlpatterns,
    evidence.urlpatterns,
    milestones.urlpatterns,
    editing.urlpatterns,
    leads.urlpatterns,
    deciding.urlpatterns,
    opening.urlpatterns,
    escalating.urlpatterns,
    families.urlpatterns,
    editions.urlpatterns,
    judging.urlpatterns,
    embedded.urlpatterns,
    meeting_view.urlpatterns,
]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

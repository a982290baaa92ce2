"""Addresses of the plans floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import dates, deciding, editing, evidence, leads, milestones, mine, opening, sign_off, slippage, updates

modules: list[list[URLPattern]] = [
    mine.urlpatterns,
    updates.urlpatterns,
    sign_off.urlpatterns,
    dates.urlpatterns,
    slippage.urlpatterns,
    evidence.urlpatterns,
    milestones.urlpatterns,
    editing.urlpatterns,
    leads.urlpatterns,
    deciding.urlpatterns,
    opening.urlpatterns,
]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

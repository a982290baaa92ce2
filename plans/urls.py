"""Addresses of the plans floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import deciding, editing, evidence, leads, milestones, mine, opening, sign_off, updates

modules: list[list[URLPattern]] = [
    mine.urlpatterns,
    updates.urlpatterns,
    sign_off.urlpatterns,
    evidence.urlpatterns,
    milestones.urlpatterns,
    editing.urlpatterns,
    leads.urlpatterns,
    deciding.urlpatterns,
    opening.urlpatterns,
]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

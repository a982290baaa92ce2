"""Addresses of the measures floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import charts, editing, files, lists, pages, profiles, quality, readings, targets

modules: list[list[URLPattern]] = [
    lists.urlpatterns,
    pages.urlpatterns,
    charts.urlpatterns,
    readings.urlpatterns,
    targets.urlpatterns,
    editing.urlpatterns,
    files.urlpatterns,
    profiles.urlpatterns,
    quality.urlpatterns,
]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

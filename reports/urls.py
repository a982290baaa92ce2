"""Addresses of the reports floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import actions, api, check, dashboard, home, packs

modules: list[list[URLPattern]] = [
    home.urlpatterns,
    dashboard.urlpatterns,
    actions.urlpatterns,
    api.urlpatterns,
    packs.urlpatterns,
    check.urlpatterns,
]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

"""Addresses of the governance floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import meetings, posts, sign_in

modules: list[list[URLPattern]] = [sign_in.urlpatterns, meetings.urlpatterns, posts.urlpatterns]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

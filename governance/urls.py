"""Addresses of the governance floor. Each module of views lists its own; here they are gathered."""

from django.urls import URLPattern

from .views import (
    bodies,
    escalation_rules,
    escalations,
    meeting,
    meetings,
    notices,
    posts,
    reviews,
    sign_in,
    unsubscribe,
)

modules: list[list[URLPattern]] = [
    sign_in.urlpatterns,
    meetings.urlpatterns,
    meeting.urlpatterns,
    bodies.urlpatterns,
    posts.urlpatterns,
    escalations.urlpatterns,
    escalation_rules.urlpatterns,
    notices.urlpatterns,
    unsubscribe.urlpatterns,
    reviews.urlpatterns,
]

urlpatterns: list[URLPattern] = [pattern for module in modules for pattern in module]

"""Addresses of the governance floor."""

from django.urls import URLPattern, path

from . import meetings, posts, views

urlpatterns: list[URLPattern] = [
    path("accounts/login/", views.SignIn.as_view(), name="account_login"),  # before allauth's own, at its address
    path("demo-sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("brand/<slug:slug>.css", views.brand, name="brand"),
    path("accessibility/", views.accessibility, name="accessibility"),
    *meetings.urlpatterns,
    *posts.urlpatterns,
]

"""The administrator's view of who: what has no page of its own can be set up here; what has one is for looking at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import (
    Appointment,
    Body,
    Meeting,
    Membership,
    Notice,
    Organisation,
    Partnership,
    Person,
    Post,
    PostHolding,
    TermDate,
)


class NoDelete(admin.ModelAdmin):
    """Rows that may be added and changed; nothing that others hang on is deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False


class ReadOnly(NoDelete):
    """Rows to look at. They are written by the services, which say who did it and when."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False


@admin.register(Partnership)
class PartnershipAdmin(NoDelete):
    list_display = ("name", "slug", "is_demonstration")


@admin.register(Organisation)
class OrganisationAdmin(NoDelete):
    list_display = ("key", "name", "kind", "partnership")
    list_filter = ("partnership", "kind")


@admin.register(TermDate)
class TermDateAdmin(admin.ModelAdmin):
    list_display = ("name", "ends_on", "partnership")
    list_filter = ("partnership",)


@admin.register(Body)
class BodyAdmin(NoDelete):
    list_display = ("key", "name", "kind", "partnership")
    list_filter = ("partnership", "kind")
    filter_horizontal = ("reports_to",)


@admin.register(Person)
class PersonAdmin(NoDelete):
    """People to be stopped or let into the admin. Passwords are set by mail, so none is shown."""

    list_display = ("name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("name", "email")
    fields = ("name", "email", "is_active", "is_staff", "is_superuser", "last_login")
    readonly_fields = ("last_login",)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Somebody new has no password until they set one by mail."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Post)
class PostAdmin(ReadOnly):
    list_display = ("title", "organisation", "organisation_assumed")
    list_filter = ("organisation__partnership", "organisation_assumed")
    search_fields = ("title",)


@admin.register(PostHolding)
class PostHoldingAdmin(ReadOnly):
    list_display = ("post", "person", "starts_on", "ends_on", "is_deputy")
    list_select_related = ("post__organisation", "person")


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("body", "person", "role", "starts_on", "ends_on")
    list_select_related = ("body", "person")


@admin.register(Appointment)
class AppointmentAdmin(ReadOnly):
    list_display = ("person", "role", "partnership", "starts_on", "ends_on")


@admin.register(Meeting)
class MeetingAdmin(ReadOnly):
    list_display = ("body", "sits_on", "papers_due_on")
    list_select_related = ("body",)


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ("person", "subject", "created_at", "mailed_at", "attempts")
    list_filter = ("mailed_at",)
    list_select_related = ("person",)

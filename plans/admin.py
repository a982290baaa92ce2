"""The administrator's view of plans: for looking at. The plan is edited on its own pages, and the ledger never."""

from __future__ import annotations

from django.contrib import admin

from governance.admin import ReadOnly

from .models import (
    Action,
    ActionLead,
    Ambition,
    Confirmation,
    DateChange,
    DateDecision,
    DateRequest,
    Evidence,
    Milestone,
    Objective,
    OverdueFlag,
    Plan,
    SignOff,
    StatusUpdate,
    Withdrawal,
)


@admin.register(Plan)
class PlanAdmin(ReadOnly):
    list_display = ("title", "slug", "partnership", "starts_on", "ends_on", "adopted_on")


@admin.register(Ambition)
class AmbitionAdmin(ReadOnly):
    list_display = ("plan", "number", "title", "body")
    list_filter = ("plan",)


@admin.register(Objective)
class ObjectiveAdmin(ReadOnly):
    list_display = ("ref", "title", "plan")
    list_filter = ("plan",)
    search_fields = ("ref", "title")


@admin.register(Action)
class ActionAdmin(ReadOnly):
    list_display = ("ref", "printed_ref", "outcome", "plan")
    list_filter = ("plan",)
    search_fields = ("ref", "outcome")


@admin.register(ActionLead)
class ActionLeadAdmin(ReadOnly):
    list_display = ("action", "post", "is_accountable", "is_assumed", "starts_on", "ends_on")
    list_filter = ("action__plan", "is_accountable", "is_assumed")
    list_select_related = ("action", "post__organisation")


@admin.register(Milestone)
class MilestoneAdmin(ReadOnly):
    list_display = ("ref", "title", "due_as_printed", "agreed_due_on", "recurrence", "plan")
    list_filter = ("plan", "recurrence")
    search_fields = ("ref", "title")


class LedgerAdmin(ReadOnly):
    """A row of the ledger: who recorded what of which milestone, and when."""

    date_hierarchy = "recorded_at"


@admin.register(StatusUpdate)
class StatusUpdateAdmin(LedgerAdmin):
    list_display = ("milestone", "declared", "said_on", "by", "on_behalf_of", "carried_over", "recorded_at")
    list_filter = ("milestone__plan", "declared", "carried_over")
    list_select_related = ("milestone", "by", "on_behalf_of__organisation")


@admin.register(SignOff)
class SignOffAdmin(LedgerAdmin):
    list_display = ("update", "decision", "decided_on", "by", "recorded_at")
    list_filter = ("decision",)
    list_select_related = ("update__milestone", "by")


@admin.register(Confirmation)
class ConfirmationAdmin(LedgerAdmin):
    list_display = ("update", "by", "recorded_at")
    list_select_related = ("update__milestone", "by")


@admin.register(DateChange)
class DateChangeAdmin(LedgerAdmin):
    list_display = ("milestone", "kind", "from_date", "to_date", "by", "recorded_at")
    list_filter = ("milestone__plan", "kind")
    list_select_related = ("milestone", "by")


@admin.register(DateRequest)
class DateRequestAdmin(LedgerAdmin):
    list_display = ("milestone", "from_date", "asked_for", "kind", "by", "on_behalf_of", "recorded_at")
    list_filter = ("milestone__plan", "kind")
    list_select_related = ("milestone", "by", "on_behalf_of__organisation")


@admin.register(DateDecision)
class DateDecisionAdmin(LedgerAdmin):
    list_display = ("request", "outcome", "decided_by", "decided_on", "by", "recorded_at")
    list_filter = ("outcome", "decided_by")
    list_select_related = ("request__milestone", "by")


@admin.register(Withdrawal)
class WithdrawalAdmin(LedgerAdmin):
    list_display = ("action", "milestone", "by", "minute", "recorded_at")
    list_select_related = ("action", "milestone", "by")


@admin.register(OverdueFlag)
class OverdueFlagAdmin(LedgerAdmin):
    list_display = ("milestone", "due_on", "flagged_on", "recorded_at")
    list_select_related = ("milestone",)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    list_display = ("name", "update", "content_type", "size", "sha256")
    list_select_related = ("update__milestone",)

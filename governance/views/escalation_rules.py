"""When something is raised by itself: the rules, who changed them, and officers setting them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import escalation_rules as rules_of
from governance.challenge_forms import RuleForm, ThresholdForm
from governance.forms import OfficerForm
from governance.middleware import Request
from governance.models import EscalationRule, Partnership
from governance.roles import Standing
from governance.verbs import Verb

from .escalations import REFUSED, reader

NOT_YOURS = "Only officers set when something is raised."


@require_safe
def rules(request: Request) -> HttpResponse:
    """The rules of each partnership whose meetings somebody runs, with their history."""
    who = reader(request.standing)
    if not who.partnerships_where(Verb.RUN_MEETINGS):
        raise PermissionDenied(NOT_YOURS)
    places = _places(who).filter(pk__in=who.partnerships_where(Verb.RUN_MEETINGS))
    parts = [_part(place) for place in places]
    context = {"parts": parts, "several": len(parts) > 1, "breadcrumbs": _crumbs()}
    return render(request, "governance/escalation_rules.html", context)


def _places(who: Standing) -> QuerySet[Partnership]:
    return Partnership.objects.visible_to(who).filter(pk__in=who.partnerships_where(Verb.READ_PLAN))


def _part(partnership: Partnership) -> dict[str, Any]:
    found = EscalationRule.objects.filter(partnership=partnership).select_related("body")
    told = [{"rule": each, "sentence": rules_of.sentence(each.kind, each.threshold)} for each in found]
    offered = [rules_of.sentence(each.kind, each.threshold) for each in rules_of.DEFAULTS]
    return {
        "partnership": partnership,
        "rules": told,
        "offered": [] if told else offered,
        "history": rules_of.history(partnership),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """Set a rule."""
    partnership = _run_by(request, get_object_or_404(_places(request.standing), slug=slug))
    form = RuleForm(request.POST if request.method == "POST" else None, partnership=partnership)

    def act(**given: Any) -> EscalationRule:
        return rules_of.set_rule(partnership=partnership, **given)

    return _ask(request, form, act, "Set a rule")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Change from when on a rule raises something, or switch it off."""
    of_theirs = EscalationRule.objects.filter(partnership__in=_places(request.standing))
    rule = get_object_or_404(of_theirs.select_related("partnership", "body"), pk=pk)
    _run_by(request, rule.partnership)
    start = {"threshold": rule.threshold, "is_active": rule.is_active}
    form = ThresholdForm(request.POST if request.method == "POST" else None, initial=start)

    def act(**given: Any) -> EscalationRule:
        return rules_of.set_rule(partnership=rule.partnership, kind=rule.kind, body=rule.body, **given)

    return _ask(request, form, act, f"{rule.get_kind_display()}: to {rule.body.name}")


@require_POST
def begin(request: Request, slug: str) -> HttpResponse:
    """Set the rules to begin with."""
    partnership = _run_by(request, get_object_or_404(_places(request.standing), slug=slug))
    try:
        made = rules_of.install_default_rules(partnership=partnership, by=request.standing, now=timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, f"{len(made)} rules are in force. They are applied every day from now on.")
    return redirect("escalation-rules")


def _run_by(request: Request, partnership: Partnership) -> Partnership:
    if partnership.pk not in request.standing.partnerships_where(Verb.RUN_MEETINGS):
        raise PermissionDenied(NOT_YOURS)
    return partnership


def _ask(request: Request, form: OfficerForm, act: Callable[..., EscalationRule], heading: str) -> HttpResponse:
    """Show a form, or do what it asks for and go back to the rules."""
    if form.is_valid():
        try:
            rule = act(**form.cleaned_data, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _set(rule))
            return redirect("escalation-rules")
    context = {"form": form, "heading": heading, "submit": "Set the rule", "back": reverse("escalation-rules")}
    context["breadcrumbs"] = _crumbs(heading)
    return render(request, "governance/ask.html", context, status=REFUSED if form.errors else 200)


def _set(rule: EscalationRule) -> str:
    words = rules_of.sentence(rule.kind, rule.threshold)
    if not rule.is_active:
        return f"Switched off: {words}, to {rule.body.name}."
    return f"In force: {words}, to {rule.body.name}."


def _crumbs(here: str = "") -> list[dict[str, str]]:
    above = [{"text": "Challenge", "href": reverse("escalations")}]
    if not here:
        return [*above, {"text": "Rules", "href": ""}]
    return [*above, {"text": "Rules", "href": reverse("escalation-rules")}, {"text": here, "href": ""}]


urlpatterns: list[URLPattern] = [
    path("escalations/rules/", rules, name="escalation-rules"),
    path("escalations/rules/add/<slug:slug>/", add, name="add-escalation-rule"),
    path("escalations/rules/begin/<slug:slug>/", begin, name="begin-escalation-rules"),
    path("escalations/rules/<int:pk>/", change, name="change-escalation-rule"),
]

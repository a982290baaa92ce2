"""The plan's own text: its outline, and a page for each row to be added, changed, moved or removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.middleware import Request
from governance.verbs import Verb
from plans import changes, scope, services
from plans.forms.editing import ActionForm, AmbitionForm, MilestoneForm, ObjectiveForm, RowForm
from plans.models import Action, Ambition, Milestone, Objective, Plan, Withdrawal
from plans.outline import outline
from plans.services.tree import Branch, beneath, has_ledger, siblings, suggested

REFUSED = 422


@dataclass(frozen=True)
class Level:
    """One level of the tree: what it is called, what it lies beneath, what is typed of it and what then writes it."""

    kind: str
    model: type[Any]
    key: str
    parent: str
    form: type[RowForm]
    add: Callable[..., Branch]
    change: Callable[..., Branch]

    @property
    def above(self) -> list[str]:
        """What a row's page names of the rows above it."""
        chain = "plan" if self.parent == "plan" else f"{self.parent}__{'__'.join(LEVELS[self.parent].above[-1:])}"
        return ["plan__partnership", chain]

    @property
    def named(self) -> str:
        """How an address names one row of this level."""
        return f"{self.kind}s/<{'int' if self.key == 'number' else 'reference'}:key>/"


LEVELS = {
    level.kind: level
    for level in (
        Level("ambition", Ambition, "number", "plan", AmbitionForm, services.add_ambition, services.change_ambition),
        Level(
            "objective", Objective, "ref", "ambition", ObjectiveForm, services.add_objective, services.change_objective
        ),
        Level("action", Action, "ref", "objective", ActionForm, services.add_action, services.change_action),
        Level(
            "milestone", Milestone, "ref", "action", MilestoneForm, services.add_milestone, services.change_milestone
        ),
    )
}


def plan_to_edit(request: Request, slug: str) -> Plan:
    """The plan, for an officer of its partnership. 404 to those who may not read it, 403 to those who may not edit."""
    plan = get_object_or_404(Plan.objects.visible_to(request.standing).select_related("partnership"), slug=slug)
    scope.require(request.standing, Verb.EDIT_PLAN, scope.of_plan(plan))
    return plan


def row_to_edit(plan: Plan, kind: str, key: str) -> Any:
    """One row of a plan by its number or reference."""
    level = LEVELS[kind]
    rows = level.model.objects.filter(plan=plan).select_related(*level.above)
    return get_object_or_404(rows, **{level.key: key})


def address(row: Branch, page: str = "edit") -> str:
    """Where a row is edited, withdrawn, removed…"""
    kind = str(row._meta.verbose_name)
    return reverse(f"{page}-{kind}", args=[row.plan.slug, getattr(row, LEVELS[kind].key)])


def path_to(row: Plan | Branch, here: str = "") -> list[dict[str, str]]:
    """The breadcrumbs from the plan's outline down to a row, or to a page beneath it."""
    if isinstance(row, Plan):
        crumbs = [{"text": "Edit the plan", "href": reverse("edit-plan", args=[row.slug])}]
    else:
        level = LEVELS[str(row._meta.verbose_name)]
        name = f"{level.kind.capitalize()} {getattr(row, level.key)}"
        crumbs = [*path_to(getattr(row, level.parent)), {"text": name, "href": address(row)}]
    return [*crumbs, {"text": here, "href": ""}] if here else crumbs


@require_safe
def edit_plan(request: Request, slug: str) -> HttpResponse:
    """The outline of the whole plan, with a way to add to and to change each row."""
    plan = plan_to_edit(request, slug)
    rows = outline(plan, request.standing.on)
    return render(request, "plans/edit/outline.html", {"plan": plan, "outline": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, slug: str, kind: str, key: str = "") -> HttpResponse:
    """Add a row beneath its parent, at the end; its reference is suggested."""
    plan, level = plan_to_edit(request, slug), LEVELS[kind]
    parent = row_to_edit(plan, level.parent, key) if key else plan
    form = level.form(request.POST or None, initial={level.key: suggested(parent)}, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            row = level.add(**{level.parent: parent}, **form.text(), by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _done(request, row, f"{kind.capitalize()} {getattr(row, level.key)} was added.")
    context = {"plan": plan, "form": form, "kind": kind, "parent": parent, "back": path_to(parent)[-1]["href"]}
    context["breadcrumbs"] = path_to(parent, f"Add {an(kind)}")
    return render(request, "plans/edit/add.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, slug: str, kind: str, key: str) -> HttpResponse:
    """Change a row's words. What another officer changed meanwhile is shown, and nothing typed is lost."""
    plan, level = plan_to_edit(request, slug), LEVELS[kind]
    row = row_to_edit(plan, kind, key)
    if request.method != "POST":
        form = level.form(instance=row, initial={"seen": services.version(row)}, plan=plan)
        return _row_page(request, row, form)
    form = level.form(request.POST, instance=row_to_edit(plan, kind, key), plan=plan)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            row = level.change(**{kind: row}, seen=seen, **form.text(), by=request.standing, now=timezone.now())
        except services.ChangedSince as changed:
            return _row_page(request, row, form, changed)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _done(request, row, f"{kind.capitalize()} {getattr(row, level.key)} was saved.")
    return _row_page(request, row, form)


@require_POST
def move(request: Request, slug: str, kind: str, key: str) -> HttpResponse:
    """Move a row one place up or down among those beside it."""
    row = row_to_edit(plan_to_edit(request, slug), kind, key)
    services.move(row=row, up=request.POST.get("direction") == "up", by=request.standing, now=timezone.now())
    return redirect(f"{address(row)}#place")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, slug: str, kind: str, key: str) -> HttpResponse:
    """Ask, and then delete a row of a draft with all that lies beneath it."""
    plan = plan_to_edit(request, slug)
    row = row_to_edit(plan, kind, key)
    problem = ""
    if request.method == "POST":
        try:
            services.remove(row=row, by=request.standing, now=timezone.now())
        except ValidationError as refused:
            problem = " ".join(refused.messages)
        else:
            messages.success(request, f"{kind.capitalize()} {key} was removed.")
            return redirect("edit-plan", slug)
    context = {"plan": plan, "row": row, "kind": kind, "key": key, "problem": problem, "back": address(row)}
    context |= {"beneath": beneath(row), "breadcrumbs": path_to(row, "Remove"), "errors": bool(problem)}
    return render(request, "plans/edit/remove.html", context, status=REFUSED if problem else 200)


def an(kind: str) -> str:
    """A word with its article."""
    return f"an {kind}" if kind[0] in "aeo" else f"a {kind}"


def _row_page(
    request: Request, row: Branch, form: RowForm, changed: services.ChangedSince | None = None
) -> HttpResponse:
    kind = str(row._meta.verbose_name)
    context = {
        "plan": row.plan,
        "row": row,
        "kind": kind,
        "form": form,
        "breadcrumbs": [
            *path_to(row)[:-1],
            {"text": f"{kind.capitalize()} {getattr(row, LEVELS[kind].key)}", "href": ""},
        ],
        "place": _place(row),
        "withdrawn": _withdrawn(row),
        "may_remove": not row.plan.is_adopted and not has_ledger(row),
        "move_address": "" if kind == "ambition" else address(row, "move"),
        "remove_address": address(row, "remove"),
        **_below(request, row),
    }
    if changed is not None:
        form.was_changed(services.version(row))
        context["since"] = changes.since(row, changed.seen)
    return render(request, f"plans/edit/{kind}.html", context, status=REFUSED if form.errors else 200)


def _below(request: Request, row: Branch) -> dict[str, Any]:
    """What the page of a row shows beneath its form."""
    if isinstance(row, Milestone):
        now = Milestone.objects.with_facts(request.standing.on).filter(pk=row.pk).first()
        return {"changes": changes.sentences(row), "facts": now, "occurrences": row.occurrences.all()}
    if isinstance(row, Action):
        leads = row.leads.select_related("post__organisation").order_by("ends_on", "-is_accountable", "order")
        return {
            "changes": changes.sentences(row),
            "leads": [lead for lead in leads if lead.ends_on is None],
            "past_leads": [lead for lead in leads if lead.ends_on is not None],
            "milestones": row.milestones.order_by("order", "pk"),
        }
    return {"changes": changes.since(row), "children": _children(row)}


def _children(row: Ambition | Objective) -> list[dict[str, str]]:
    rows = row.objectives.order_by("order", "pk") if isinstance(row, Ambition) else row.actions.order_by("order", "pk")
    return [
        {"text": f"{each.ref} {getattr(each, 'title', '') or getattr(each, 'outcome', '')}", "href": address(each)}
        for each in rows
    ]


def _place(row: Branch) -> dict[str, int]:
    if isinstance(row, Ambition):
        return {}
    keys = list(siblings(row).values_list("pk", flat=True))
    return {"number": keys.index(row.pk) + 1, "of": len(keys)}


def _withdrawn(row: Branch) -> Withdrawal | None:
    if isinstance(row, Milestone):
        return (
            Withdrawal.objects.filter(milestone=row).first() or Withdrawal.objects.filter(action=row.action_id).first()
        )
    return Withdrawal.objects.filter(action=row).first() if isinstance(row, Action) else None


def _done(request: Request, row: Branch, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(address(row))


def _paths() -> list[URLPattern]:
    """Each level's pages: plans/SLUG/edit/objectives/1.2/actions/add/ and so on."""
    found: list[URLPattern] = []
    for kind, level in LEVELS.items():
        above = "" if level.parent == "plan" else LEVELS[level.parent].named
        here = f"plans/<slug:slug>/edit/{level.named}"
        found += [
            path(f"plans/<slug:slug>/edit/{above}{kind}s/add/", add, {"kind": kind}, name=f"add-{kind}"),
            path(here, edit, {"kind": kind}, name=f"edit-{kind}"),
            path(f"{here}remove/", remove, {"kind": kind}, name=f"remove-{kind}"),
        ]
        if kind != "ambition":
            found.append(path(f"{here}move/", move, {"kind": kind}, name=f"move-{kind}"))
    return found


urlpatterns: list[URLPattern] = [path("plans/<slug:slug>/edit/", edit_plan, name="edit-plan"), *_paths()]

"""My notices: what I was told, how I am told, and the address of my calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import delivery, digest, feeds, mail_links, unsubscribing
from governance.forms import OfficerForm
from governance.middleware import Request
from governance.models import MailSettings, Notice
from governance.wording import day

REFUSED = 422
PAGE = 25


class SettingsForm(OfficerForm):
    """How somebody wants to be told."""

    wanted = forms.MultipleChoiceField(
        label="What you want by mail",
        help_text="All of it is listed under My notices, whether it is mailed or not. "
        "Messages about your account always come.",
        choices=unsubscribing.CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the kinds in the list."},
    )
    digest_day = forms.TypedChoiceField(
        label="Day of the weekly digest",
        help_text="What can wait comes in one message on this day, at 7am.",
        choices=list(enumerate(digest.DAYS)),
        coerce=int,
        error_messages={"invalid_choice": "Choose a day of the week.", "required": "Choose a day of the week."},
    )


@require_safe
def notices(request: Request) -> HttpResponse:
    """What I was told, the latest first, and how each was delivered."""
    mine = Notice.objects.visible_to(request.standing).select_related("digest").order_by("-created_at", "-pk")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    unwanted = unsubscribing.unwanted(request.user)
    on = digest.DAYS[_digest_day(request)]
    rows = [{"notice": each, "body": mail_links.emptied(each.body), "how": _how(each, unwanted, on)} for each in page]
    return render(request, "governance/notices.html", {"page_obj": page, "rows": rows})


def _how(notice: Notice, unwanted: frozenset[str], digest_day: str) -> str:
    """How a notice reached its person by mail, or why it did not."""
    if notice.held_back:
        return f"Not mailed: {notice.held_back}"
    if notice.mailed_at is not None:
        on = day(timezone.localtime(notice.mailed_at).date())
        return f"Mailed in the digest of {on}" if notice.digest_id else f"Mailed on {on}"
    decided = delivery.decide(notice, is_active=True, unwanted=unwanted, last_mailed_about=None, now=notice.created_at)
    match decided:
        case delivery.Held(reason):
            return f"Not mailed: {reason}"
        case delivery.Digest():
            return f"Comes in your digest on {digest_day}"
    return "Will be mailed soon"


def _digest_day(request: Request) -> int:
    found = MailSettings.objects.filter(person=request.user).values_list("digest_day", flat=True).first()
    return found or 0


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: Request) -> HttpResponse:
    """How I am told, and the address of my calendar."""
    form = SettingsForm(request.POST or None, initial=_chosen(request))
    if request.method == "POST" and form.is_valid():
        try:
            unsubscribing.choose(**form.cleaned_data, by=request.standing, now=timezone.now())
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, "How you are told is saved.")
            return redirect("notice-settings")
    return _settings_page(request, form)


def _chosen(request: Request) -> dict[str, Any]:
    without = unsubscribing.unwanted(request.user)
    wanted = [value for value, _ in unsubscribing.CHOICES if value not in without]
    return {"wanted": wanted, "digest_day": _digest_day(request)}


def _settings_page(request: Request, form: SettingsForm, calendar: str = "") -> HttpResponse:
    context = {
        "form": form,
        "feed": feeds.in_use(request.user),
        "calendar": calendar,
        "breadcrumbs": [{"text": "My notices", "href": reverse("notices")}, {"text": "How you are told", "href": ""}],
    }
    return render(request, "governance/notice_settings.html", context, status=REFUSED if form.errors else 200)


@require_POST
@never_cache
def make_calendar(request: Request) -> HttpResponse:
    """Make the address of my calendar and show it, this once; an older one stops working."""
    token = feeds.make(by=request.standing, now=timezone.now())
    address = settings.BASE_URL + reverse("calendar", args=[token])
    return _settings_page(request, SettingsForm(initial=_chosen(request)), calendar=address)


@require_POST
def revoke_calendar(request: Request) -> HttpResponse:
    """Stop the address of my calendar from working."""
    if feeds.revoke(by=request.standing, now=timezone.now()):
        messages.success(request, "The address of your calendar no longer works.")
    return redirect("notice-settings")


urlpatterns: list[URLPattern] = [
    path("notices/", notices, name="notices"),
    path("notices/settings/", notice_settings, name="notice-settings"),
    path("notices/calendar/make/", make_calendar, name="make-calendar"),
    path("notices/calendar/revoke/", revoke_calendar, name="revoke-calendar"),
]

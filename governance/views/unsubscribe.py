"""Stopping mail of one kind by one click in a message, without signing in (RFC 8058)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from governance import unsubscribing


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to stop mail of a kind, or stop it. 404 for a token that is not ours.

    The only page without protection against forged requests, and of necessity: the request comes from a mail
    provider's server, which has no cookie of ours. Nothing can be forged with it: who has the token may stop mail
    of this one kind to this one person, and the person sees it and can take it back on the site.
    """
    try:
        if request.method == "POST":
            _, kind = unsubscribing.stop(given=token, now=timezone.now())
            stopped = True
        else:
            mail, kind = unsubscribing.read(token)
            stopped = kind in unsubscribing.unwanted(mail.person)
    except unsubscribing.NoSuchToken as unknown:
        raise Http404("No such address.") from unknown
    response = render(request, "governance/stop_mail.html", {"kind": kind.label, "stopped": stopped})
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


urlpatterns: list[URLPattern] = [path("mail/stop/<str:token>/", stop_mail, name="stop-mail")]

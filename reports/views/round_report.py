"""What bodies report to the board in a round: the list of a round, reading a report, writing, submitting, again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import reporting, rounds
from governance.middleware import Request
from governance.models import Body, Meeting, RoundReport
from governance.reporting import WrittenSince
from plans import round as plan_round
from plans.models import Plan
from plans.position import SAID, Colour
from reports import round_sources
from reports.report_form import ReportForm, of_draft, read_moment

from .chase import meeting_of, plan_of

REFUSED = 422


@dataclass(frozen=True)
class Place:
    """One body's report in the round of one meeting, as one person finds it."""

    request: Request
    plan: Plan
    meeting: Meeting
    body: Body

    @cached_property
    def versions(self) -> list[RoundReport]:
        """Every version that the reader may see, the latest first."""
        visible = RoundReport.objects.visible_to(self.request.standing)
        found = visible.filter(body=self.body, meeting__in=rounds.sittings(self.meeting))
        return list(found.select_related("by", "body", "meeting__body").order_by("-version", "-pk"))

    @property
    def draft(self) -> RoundReport | None:
        """What is being written."""
        return next((one for one in self.versions if not one.is_submitted), None)

    @property
    def submitted(self) -> RoundReport | None:
        """The latest that the board has."""
        return next((one for one in self.versions if one.is_submitted), None)

    @property
    def may_write(self) -> bool:
        """Whether the reader writes this report."""
        return reporting.may_write(self.request.standing, self.body)

    def address(self, name: str = "round-report") -> str:
        """The page of that name for this report."""
        return reverse(name, args=[self.plan.slug, self.meeting.pk, self.body.key])

    def preview(self, report: RoundReport) -> str:
        """The page that shows one version of it."""
        return f"{self.address()}?version={report.version}"

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of it shows."""
        list_of = reverse("round-reports", args=[self.plan.slug, self.meeting.pk])
        trail = [("Reporting round", reverse("round", args=[self.plan.slug])), ("Reports to the board", list_of)]
        return {
            "place": self,
            "body": self.body,
            "meeting": self.meeting,
            "days": rounds.of_meeting(self.meeting),
            "is_assurance": self.body.kind == Body.Kind.OPERATIONAL_GROUP,
            "breadcrumbs": [{"text": text, "href": href} for text, href in trail],
            **more,
        }


def _place(request: Request, slug: str, meeting: int, key: str) -> Place:
    """Raises Http404 for a plan, a meeting or a body that is not there for the reader, or that does not report."""
    plan = plan_of(request, slug)
    body = next((one for one in plan_round.bodies_of(plan) if one.key.lower() == key.lower()), None)
    if body is None:
        raise Http404("No such body reports on this plan.")
    return Place(request, plan, meeting_of(request, plan, meeting), body)


def _written_by(place: Place) -> None:
    if not place.may_write:
        raise PermissionDenied(f"You may not write this report. {_who(place.body)}")


def _who(body: Body) -> str:
    if body.kind == Body.Kind.AMBITION_GROUP:
        return f"The lead of {body.name} writes it."
    return f"The members of {body.name} write it."


@require_safe
def listed(request: Request, slug: str, meeting: int) -> HttpResponse:
    """Every report of a round: what each body stated, now and at the last board."""
    plan = plan_of(request, slug)
    of = meeting_of(request, plan, meeting)
    bodies = plan_round.bodies_of(plan)
    earlier = rounds.before(of)
    now = reporting.submissions(bodies, of, request.standing.on)
    then = reporting.submissions(bodies, earlier, request.standing.on) if earlier else {}
    context = {
        "meeting": of,
        "days": rounds.of_meeting(of),
        "earlier": earlier,
        "rows": [
            {
                "body": body,
                "now": now[body.pk],
                "overall": _overall(now[body.pk].submitted),
                "before": _overall(then[body.pk].submitted if then else None),
                "may_write": reporting.may_write(request.standing, body),
            }
            for body in bodies
        ],
        "breadcrumbs": [{"text": "Reporting round", "href": f"{reverse('round', args=[slug])}?meeting={of.pk}"}],
    }
    return render(request, "reports/round_reports.html", context)


def _overall(report: RoundReport | None) -> dict[str, str]:
    """The word of a report with its colour; grey where there is none."""
    if report is None:
        return {"label": "Not stated", "colour": Colour.GREY}
    return {"label": report.get_overall_display(), "colour": SAID[report.overall]}


@require_safe
def show(request: Request, slug: str, meeting: int, body: str) -> HttpResponse:
    """One report, as the board reads it: the latest submitted, or the version asked for; else their draft."""
    place = _place(request, slug, meeting, body)
    report = _asked_for(place, request.GET.get("version"))
    how_far = reporting.submissions([place.body], place.meeting, request.standing.on)[place.body.pk]
    context = place.context(
        report=report,
        how_far=how_far,
        colour=SAID.get(report.overall) if report else None,
        seen=report.recorded_at.isoformat() if report else "",
        who=_who(place.body),
    )
    return render(request, "reports/round_report.html", context)


def _asked_for(place: Place, version: str | None) -> RoundReport | None:
    if version is None:
        return place.submitted or place.draft
    found = next((one for one in place.versions if str(one.version) == version), None)
    if found is None:
        raise Http404("No such version.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, slug: str, meeting: int, body: str) -> HttpResponse:
    """Write a report: first what the ledger gives, then what was saved. 403 to those who do not write it."""
    place = _place(request, slug, meeting, body)
    _written_by(place)
    if request.method == "POST":
        return _save(place, ReportForm(request.POST))
    if place.draft is None and place.submitted is not None:
        messages.info(request, "This report was submitted. Write it again to say more.")
        return redirect(place.address())
    return _write(place, ReportForm(initial=_begin(place)))


def _begin(place: Place) -> dict[str, str]:
    if place.draft:
        return of_draft(place.draft)
    return round_sources.begun(place.plan, place.body, place.meeting, place.request.standing.on)


def _save(place: Place, form: ReportForm) -> HttpResponse:
    theirs = None
    if form.is_valid():
        try:
            saved = _saved(place, form)
        except ValidationError as problem:
            form.refuse(problem)
        except WrittenSince as since:
            theirs = since.report
            form.was_written(theirs)
        else:
            return _after(place, saved)
    return _write(place, form, theirs)


def _saved(place: Place, form: ReportForm) -> RoundReport:
    who, now = place.request.standing, timezone.now()
    if place.draft:
        return reporting.save_report(report=place.draft, words=form.words(), seen=form.seen_at(), by=who, now=now)
    return reporting.start_report(body=place.body, meeting=place.meeting, by=who, now=now, prefilled=form.words())


def _after(place: Place, saved: RoundReport) -> HttpResponse:
    if "preview" in place.request.POST:
        return redirect(place.preview(saved))
    messages.success(place.request, "Saved. It is a draft until you submit it.")
    return redirect(place.address("write-round-report"))


def _write(place: Place, form: ReportForm, theirs: RoundReport | None = None) -> HttpResponse:
    context = place.context(form=form, theirs=theirs, last=_last_time(place))
    return render(place.request, "reports/round_report_write.html", context, status=REFUSED if form.errors else 200)


def _last_time(place: Place) -> RoundReport | None:
    """What the body stated to the board before."""
    earlier = rounds.before(place.meeting)
    if earlier is None:
        return None
    visible = RoundReport.objects.visible_to(place.request.standing).submitted()
    return visible.filter(body=place.body, meeting__in=rounds.sittings(earlier)).select_related("meeting__body").last()


@require_POST
def submit(request: Request, slug: str, meeting: int, body: str) -> HttpResponse:
    """Submit the draft that was previewed. What is missing is told on the form that mends it."""
    place = _place(request, slug, meeting, body)
    _written_by(place)
    if place.draft is None:
        messages.info(request, "There is no draft to submit.")
        return redirect(place.address())
    seen = read_moment(request.POST.get("seen", ""))
    try:
        report = reporting.submit_report(report=place.draft, seen=seen, by=request.standing, now=timezone.now())
    except WrittenSince as since:
        messages.info(request, f"{since.report.by} saved this report since. Read it again before you submit it.")
        return redirect(place.preview(since.report))
    except ValidationError as problem:
        form = ReportForm(of_draft(place.draft))
        form.is_valid()
        form.refuse(problem)
        return _write(place, form)
    messages.success(request, _told(place, report))
    return redirect(place.address())


def _told(place: Place, report: RoundReport) -> str:
    late = reporting.lateness(report, rounds.of_meeting(place.meeting)) if report.version == 1 else 0
    return "Submitted to the board, late: the round had closed." if late else "Submitted to the board."


@require_POST
def again(request: Request, slug: str, meeting: int, body: str) -> HttpResponse:
    """Begin a new version of a submitted report."""
    place = _place(request, slug, meeting, body)
    _written_by(place)
    if place.submitted is not None:
        try:
            reporting.write_again(report=place.submitted, by=request.standing, now=timezone.now())
        except WrittenSince as since:
            messages.info(request, f"{since.report.by} has begun a new version already.")
    return redirect(place.address("write-round-report"))


ONE = "plans/<slug:slug>/round/<int:meeting>/<reference:body>/"
urlpatterns: list[URLPattern] = [
    path("plans/<slug:slug>/round/<int:meeting>/", listed, name="round-reports"),
    path(ONE, show, name="round-report"),
    path(f"{ONE}write/", write, name="write-round-report"),
    path(f"{ONE}submit/", submit, name="submit-round-report"),
    path(f"{ONE}again/", again, name="round-report-again"),
]

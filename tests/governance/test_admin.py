"""The administrator's pages: each opens, nothing is deleted there, and the ledger is for looking at."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from governance.models import Person, TermDate
from plans.models import Milestone, StatusUpdate, Withdrawal

OURS = [model for model in admin.site._registry if model._meta.app_label in ("governance", "plans")]


@pytest.fixture
def administrator(db: None) -> Person:
    return Person.objects.create_superuser("admin@example.org", "Ada Admin", "correct horse battery")


@pytest.fixture
def signed_in_administrator(administrator: Person, client: Client) -> Client:
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_opens(signed_in_administrator: Client, model: type[Model]) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert signed_in_administrator.get(address).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_nothing_but_a_term_is_deleted(administrator: Person, rf: RequestFactory, model: type[Model]) -> None:
    assert _of(model).has_delete_permission(_request(rf, administrator)) is (model is TermDate)


@pytest.mark.parametrize("model", [StatusUpdate, Withdrawal, Milestone], ids=lambda model: model.__name__)
def test_plans_and_their_ledger_are_for_looking_at(
    administrator: Person, rf: RequestFactory, model: type[Model]
) -> None:
    request = _request(rf, administrator)
    assert not _of(model).has_add_permission(request)
    assert not _of(model).has_change_permission(request)


def test_somebody_made_here_has_no_password(signed_in_administrator: Client) -> None:
    signed_in_administrator.post(
        reverse("admin:governance_person_add"), {"name": "Nina", "email": "nina@example.org", "is_active": "on"}
    )
    assert not Person.objects.get(email="nina@example.org").has_usable_password()


def _of(model: type[Model]) -> Any:
    return admin.site._registry[model]


def _request(rf: RequestFactory, user: Person) -> Any:
    request = rf.get("/admin/")
    request.user = user
    return request

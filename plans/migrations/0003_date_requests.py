"""New dates asked for and decided, kept by the database like the rest of the ledger: see `0002_keep_the_ledger`.

- A request and a decision, once recorded, are never changed and never deleted.
- One request at a time waits to move one due date of a milestone.

A later migration that alters one of these tables begins with `RunPython(release, keep)` and ends with
`RunPython(keep, release)`, both taken from this file; `tests/plans/test_ledger_is_kept.py` fails where that was
forgotten.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ledger = import_module("plans.migrations.0002_keep_the_ledger")
LEDGER = {
    "plans_daterequest": "A request for a new date that was recorded",
    "plans_datedecision": "A decision on a date that was recorded",
}
GUARDS = (
    *(
        (f"{table}_{event.lower()}_kept", event, table, "1 = 1", f"{what} {ledger.KEPT}")
        for table, what in LEDGER.items()
        for event in ("UPDATE", "DELETE")
    ),
    (
        "plans_daterequest_one_waits",
        "INSERT",
        "plans_daterequest",
        "EXISTS (SELECT 1 FROM plans_daterequest r WHERE r.milestone_id = NEW.milestone_id "
        "AND r.from_date = NEW.from_date "
        "AND NOT EXISTS (SELECT 1 FROM plans_datedecision d WHERE d.request_id = r.id))",
        "A new date is asked for already. Wait until it is decided.",
    ),
)


def keep(apps, schema_editor):
    """Put every guard in place, once."""
    ledger.keep(apps, schema_editor, GUARDS)


def release(apps, schema_editor):
    """Take every guard away, where there is one."""
    ledger.release(apps, schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [
        ('governance', '0002_history_of_posts'),
        ('plans', '0002_keep_the_ledger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DateRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('carried_over', models.BooleanField(default=False)),
                ('from_date', models.DateField(help_text='The day it was due when this was asked.')),
                ('asked_for', models.DateField(verbose_name='new date')),
                ('kind', models.CharField(choices=[('capacity', 'Not enough people or time'), ('dependency', 'Depends on somebody else’s work'), ('funding', 'Procurement or funding'), ('recruitment', 'Recruitment'), ('scope', 'The scope changed'), ('decision', 'Waiting for a national or regional decision'), ('started_late', 'Started late'), ('other', 'Another reason')], max_length=12, verbose_name='kind of reason')),
                ('reason', models.TextField()),
                ('effect', models.TextField(verbose_name='effect on others')),
                ('recovery', models.TextField(verbose_name='recovery plan')),
                ('heard', models.CharField(blank=True, choices=[('phone', 'By phone'), ('email', 'By e-mail'), ('meeting', 'At a meeting')], max_length=10)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='date_requests', to='plans.milestone')),
                ('on_behalf_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.post')),
            ],
            options={
                'ordering': ('recorded_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='DateDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('carried_over', models.BooleanField(default=False)),
                ('outcome', models.CharField(choices=[('granted', 'Granted'), ('refused', 'Refused')], max_length=10)),
                ('decided_by', models.CharField(choices=[('operational_group', 'the operational group'), ('board', 'the board')], max_length=20)),
                ('decided_on', models.DateField()),
                ('reason', models.TextField(blank=True)),
                ('minute', models.CharField(blank=True, max_length=200, verbose_name='minute')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('change', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='plans.datechange')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='plans.daterequest')),
            ],
            options={
                'ordering': ('recorded_at', 'pk'),
            },
        ),
        migrations.AddIndex(
            model_name='daterequest',
            index=models.Index(fields=['milestone', '-recorded_at', '-id'], name='date_request_latest'),
        ),
        migrations.AddConstraint(
            model_name='daterequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['capacity', 'dependency', 'funding', 'recruitment', 'scope', 'decision', 'started_late', 'other'])), name='date_request_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='daterequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('effect', ''), _negated=True), models.Q(('recovery', ''), _negated=True)), name='date_request_says_it_all'),
        ),
        migrations.AddConstraint(
            model_name='daterequest',
            constraint=models.CheckConstraint(condition=models.Q(('asked_for', models.F('from_date')), _negated=True), name='date_request_for_another_day'),
        ),
        migrations.AddConstraint(
            model_name='daterequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('heard', ''), ('on_behalf_of__isnull', True)), models.Q(('heard__in', ['phone', 'email', 'meeting']), ('on_behalf_of__isnull', False)), _connector='OR'), name='date_request_on_behalf_says_how_heard'),
        ),
        migrations.AddConstraint(
            model_name='datedecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('change__isnull', False), ('outcome', 'granted')), models.Q(('change__isnull', True), ('outcome', 'refused')), _connector='OR'), name='date_decision_granted_moves_the_date'),
        ),
        migrations.AddConstraint(
            model_name='datedecision',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'granted'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='date_decision_refusal_says_why'),
        ),
        migrations.AddConstraint(
            model_name='datedecision',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', 'operational_group'), models.Q(('decided_by', 'board'), models.Q(('minute', ''), _negated=True)), _connector='OR'), name='date_decision_of_the_board_has_its_minute'),
        ),
        migrations.RunPython(keep, release),
    ]

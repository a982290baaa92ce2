"""Meetings with rounds, agendas and decisions; reports, escalations and reviews; how people are told."""

import datetime
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


ROUND = datetime.timedelta(days=21)
"""How long before its papers day a round opened, for meetings set before rounds were kept."""


def fill(apps, schema_editor):
    """Give meetings their round and their own identity in calendars, and notices their kind."""
    for meeting in apps.get_model("governance", "Meeting").objects.all():
        meeting.round_opens_on, meeting.uid = meeting.papers_due_on - ROUND, uuid.uuid4()
        meeting.save(update_fields=["round_opens_on", "uid"])
    apps.get_model("governance", "Notice").objects.filter(key__startswith="overdue:").update(kind="overdue")


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0002_history_of_posts'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(choices=[('report', 'Report'), ('decision', 'For decision'), ('escalation', 'Escalation'), ('arising', 'Action arising'), ('other', 'Other')], default='other', max_length=12)),
                ('title', models.CharField(max_length=200)),
                ('words', models.TextField(blank=True)),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='page to open')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('dealt_with_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('order', 'added_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ArisingAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('words', models.TextField()),
                ('owner_in_words', models.CharField(blank=True, max_length=200, verbose_name='owner, where it is no post')),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('done_note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ('due_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('came', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=10)),
            ],
            options={
                'ordering': ('person__name',),
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('words', models.TextField()),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='page to open')),
                ('raised_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-recorded_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='EscalationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('decision', models.TextField()),
                ('owner_in_words', models.CharField(blank=True, max_length=200, verbose_name='owner, where it is no post')),
                ('due_on', models.DateField()),
                ('answered_on', models.DateField()),
            ],
            options={
                'ordering': ('-recorded_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='EscalationRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('overdue', 'A milestone is overdue by this many days'), ('red_twice', 'A milestone was red on this many papers days in a row'), ('returned_twice', 'A claim was returned this many times'), ('post_vacant', 'A post that is accountable for open work is vacant for this many days'), ('measure_missed', 'A series missed its target at this many readings in a row')], max_length=20)),
                ('threshold', models.PositiveSmallIntegerField()),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ('kind', 'threshold'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalArisingAction',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('words', models.TextField()),
                ('owner_in_words', models.CharField(blank=True, max_length=200, verbose_name='owner, where it is no post')),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('done_note', models.CharField(blank=True, max_length=300)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical arising action',
                'verbose_name_plural': 'historical arising actions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAttendance',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('came', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('absent', 'Absent')], max_length=10)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical attendance',
                'verbose_name_plural': 'historical attendances',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalEscalationRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('overdue', 'A milestone is overdue by this many days'), ('red_twice', 'A milestone was red on this many papers days in a row'), ('returned_twice', 'A claim was returned this many times'), ('post_vacant', 'A post that is accountable for open work is vacant for this many days'), ('measure_missed', 'A series missed its target at this many readings in a row')], max_length=20)),
                ('threshold', models.PositiveSmallIntegerField()),
                ('is_active', models.BooleanField(default=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical escalation rule',
                'verbose_name_plural': 'historical escalation rules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReview',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('strategy', 'Yearly review of the strategy'), ('monitoring', 'Review of how the plan is monitored')], max_length=12)),
                ('due_on', models.DateField(verbose_name='to be held by')),
                ('held_on', models.DateField(blank=True, null=True)),
                ('terms', models.TextField(blank=True, verbose_name='terms of reference: what was found')),
                ('timeliness', models.TextField(blank=True, verbose_name='timeliness: what was found')),
                ('honesty', models.TextField(blank=True, verbose_name='honesty of ratings: what was found')),
                ('decided', models.TextField(blank=True, verbose_name='what was decided')),
                ('follow_up', models.TextField(blank=True, verbose_name='what is to follow')),
                ('follow_up_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('followed_up_on', models.DateField(blank=True, null=True)),
                ('followed_up', models.TextField(blank=True, verbose_name='what was done')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical review',
                'verbose_name_plural': 'historical reviews',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MailSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest_day', models.PositiveSmallIntegerField(default=0, help_text='0 is Monday.')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name_plural': 'mail settings',
            },
        ),
        migrations.CreateModel(
            name='MeetingDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('words', models.TextField()),
            ],
            options={
                'ordering': ('recorded_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='MeetingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('rule', models.CharField(max_length=200, verbose_name='recurrence rule')),
                ('starts_on', models.DateField()),
                ('starts_at', models.TimeField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('papers_lead', models.PositiveSmallIntegerField(default=5, verbose_name='working days from papers to meeting')),
                ('ended_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'series of meetings',
                'ordering': ('-starts_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('strategy', 'Yearly review of the strategy'), ('monitoring', 'Review of how the plan is monitored')], max_length=12)),
                ('due_on', models.DateField(verbose_name='to be held by')),
                ('held_on', models.DateField(blank=True, null=True)),
                ('terms', models.TextField(blank=True, verbose_name='terms of reference: what was found')),
                ('timeliness', models.TextField(blank=True, verbose_name='timeliness: what was found')),
                ('honesty', models.TextField(blank=True, verbose_name='honesty of ratings: what was found')),
                ('decided', models.TextField(blank=True, verbose_name='what was decided')),
                ('follow_up', models.TextField(blank=True, verbose_name='what is to follow')),
                ('follow_up_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('followed_up_on', models.DateField(blank=True, null=True)),
                ('followed_up', models.TextField(blank=True, verbose_name='what was done')),
            ],
            options={
                'ordering': ('-due_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='RoundReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('overall', models.CharField(blank=True, choices=[('on_track', 'On track'), ('at_risk', 'At risk'), ('off_track', 'Off track')], max_length=10, verbose_name='overall')),
                ('why', models.TextField(blank=True, verbose_name='why that overall')),
                ('progress', models.TextField(blank=True, verbose_name='progress since the last board')),
                ('late', models.TextField(blank=True, verbose_name='what is late, what is done about it, and the effect if nothing is')),
                ('next_steps', models.TextField(blank=True, verbose_name='the next two months')),
                ('decisions', models.TextField(blank=True, verbose_name='decisions sought')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-meeting__papers_due_on', 'body__key', '-version'),
            },
        ),
        migrations.CreateModel(
            name='TermsOfReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('title', models.CharField(max_length=200)),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='where the document is')),
                ('purpose', models.TextField(verbose_name='what the body is for')),
                ('approved_on', models.DateField()),
                ('approved_by', models.CharField(max_length=200, verbose_name='approved by')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='to be reviewed on')),
            ],
            options={
                'verbose_name_plural': 'terms of reference',
                'ordering': ('-approved_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Unwanted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('account', 'Your account'), ('overdue', 'Work that became overdue'), ('sign_off', 'Claims and sign-off'), ('dates', 'New dates asked for and decided'), ('round', 'The reporting round'), ('escalation', 'Escalations and their answers'), ('meeting', 'Meetings and what they ask for'), ('measures', 'Readings and files of readings'), ('pack', 'Board packs'), ('digest', 'The weekly digest')], max_length=12)),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='meeting',
            name='meeting_once_a_day',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_known',
        ),
        migrations.AddField(
            model_name='historicalmembership',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Which partner they sit there for. Where none is given, the partners whose posts they hold.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.organisation'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='added_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='meeting',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='cancelled_why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='meeting',
            name='moved_from',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_to', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='place',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='meeting',
            name='round_opens_on',
            field=models.DateField(default=datetime.date(2000, 1, 1), help_text='The first day on which an update counts for this meeting’s round.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='meeting',
            name='starts_at',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, help_text='In calendars; kept when it moves.'),
        ),
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(blank=True, help_text='Which partner they sit there for. Where none is given, the partners whose posts they hold.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='governance.organisation'),
        ),
        migrations.AddField(
            model_name='notice',
            name='about',
            field=models.CharField(blank=True, help_text='What it is about: the same thing is not told of every day.', max_length=200),
        ),
        migrations.AddField(
            model_name='notice',
            name='can_wait',
            field=models.BooleanField(default=False, help_text='It goes into the weekly digest and not by itself.'),
        ),
        migrations.AddField(
            model_name='notice',
            name='digest',
            field=models.ForeignKey(blank=True, help_text='The digest it went into.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gathered', to='governance.notice'),
        ),
        migrations.AddField(
            model_name='notice',
            name='held_back',
            field=models.CharField(blank=True, help_text='Why no mail is sent of it.', max_length=200),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('account', 'Your account'), ('overdue', 'Work that became overdue'), ('sign_off', 'Claims and sign-off'), ('dates', 'New dates asked for and decided'), ('round', 'The reporting round'), ('escalation', 'Escalations and their answers'), ('meeting', 'Meetings and what they ask for'), ('measures', 'Readings and files of readings'), ('pack', 'Board packs'), ('digest', 'The weekly digest')], default='account', max_length=12),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='historicalmembership',
            name='role',
            field=models.CharField(choices=[('co_chair', 'Co-chair'), ('chair', 'Chair'), ('lead', 'Lead'), ('member', 'Member'), ('deputy', 'Named deputy')], default='member', max_length=20),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('co_chair', 'Co-chair'), ('chair', 'Chair'), ('lead', 'Lead'), ('member', 'Member'), ('deputy', 'Named deputy')], default='member', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['co_chair', 'chair', 'lead', 'member', 'deputy'])), name='membership_role_known'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='governance.body'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='arisingaction',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='arisingaction',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arising', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='arisingaction',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='arising', to='governance.post'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attendance',
            name='stood_in_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='escalation',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='governance.body'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='item',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='escalation', to='governance.agendaitem'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='raised_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='escalationanswer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='escalationanswer',
            name='escalation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='governance.escalation'),
        ),
        migrations.AddField(
            model_name='escalationanswer',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='escalationanswer',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.post'),
        ),
        migrations.AddField(
            model_name='escalationrule',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalation_rules', to='governance.body', verbose_name='raised to'),
        ),
        migrations.AddField(
            model_name='escalationrule',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalation_rules', to='governance.partnership'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='governance.escalationrule'),
        ),
        migrations.AddField(
            model_name='historicalarisingaction',
            name='by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalarisingaction',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalarisingaction',
            name='meeting',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='historicalarisingaction',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.post'),
        ),
        migrations.AddField(
            model_name='historicalattendance',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalattendance',
            name='meeting',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='historicalattendance',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalattendance',
            name='stood_in_for',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalescalationrule',
            name='body',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.body', verbose_name='raised to'),
        ),
        migrations.AddField(
            model_name='historicalescalationrule',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalescalationrule',
            name='partnership',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.partnership'),
        ),
        migrations.AddField(
            model_name='historicalreview',
            name='body',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.body', verbose_name='reviewed by'),
        ),
        migrations.AddField(
            model_name='historicalreview',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalreview',
            name='partnership',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='governance.partnership'),
        ),
        migrations.AddField(
            model_name='mailsettings',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_settings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meetingdecision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meetingdecision',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='governance.agendaitem'),
        ),
        migrations.AddField(
            model_name='meetingdecision',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='meetingseries',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='governance.body'),
        ),
        migrations.AddField(
            model_name='meetingseries',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='governance.meetingseries'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['body', 'papers_due_on'], name='meeting_rounds'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('body', 'sits_on'), name='meeting_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('round_opens_on__lte', models.F('papers_due_on'))), name='meeting_round_opens_before_papers'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_why', '')), models.Q(('cancelled_at__isnull', False), models.Q(('cancelled_why', ''), _negated=True)), _connector='OR'), name='meeting_cancelled_says_why'),
        ),
        migrations.AddField(
            model_name='review',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='governance.body', verbose_name='reviewed by'),
        ),
        migrations.AddField(
            model_name='review',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='governance.partnership'),
        ),
        migrations.AddField(
            model_name='roundreport',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='round_reports', to='governance.body'),
        ),
        migrations.AddField(
            model_name='roundreport',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='roundreport',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='round_reports', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='termsofreference',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='governance.body'),
        ),
        migrations.AddField(
            model_name='termsofreference',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unwanted',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unwanted', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'decision', 'escalation', 'arising', 'other'])), name='agenda_item_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='agenda_item_says_what'),
        ),
        migrations.AddConstraint(
            model_name='arisingaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(('owner__isnull', False), models.Q(('owner_in_words', ''), _negated=True), _connector='OR')), name='arising_action_has_owner'),
        ),
        migrations.AddConstraint(
            model_name='arisingaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_note', ''), ('done_on__isnull', True)), models.Q(('done_on__isnull', False), models.Q(('done_note', ''), _negated=True)), _connector='OR'), name='arising_action_done_says_how'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='attendance_once'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('came__in', ['present', 'apologies', 'absent'])), name='attendance_came_known'),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('person',), name='calendar_feed_one_in_use'),
        ),
        migrations.AddConstraint(
            model_name='escalationanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), _negated=True), models.Q(('owner__isnull', False), models.Q(('owner_in_words', ''), _negated=True), _connector='OR')), name='escalation_answer_has_decision_and_owner'),
        ),
        migrations.AddConstraint(
            model_name='escalationanswer',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('answered_on'))), name='escalation_answer_due_after_it'),
        ),
        migrations.AddConstraint(
            model_name='escalationrule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['overdue', 'red_twice', 'returned_twice', 'post_vacant', 'measure_missed'])), name='escalation_rule_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='escalationrule',
            constraint=models.CheckConstraint(condition=models.Q(('threshold__gt', 0)), name='escalation_rule_threshold_positive'),
        ),
        migrations.AddConstraint(
            model_name='escalationrule',
            constraint=models.UniqueConstraint(fields=('partnership', 'kind', 'body'), name='escalation_rule_once'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('raised_by__isnull', True), ('rule__isnull', False)), models.Q(('raised_by__isnull', False), ('rule__isnull', True)), _connector='OR'), name='escalation_by_a_rule_or_a_person'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key', ''), _negated=True), models.Q(('title', ''), _negated=True), models.Q(('words', ''), _negated=True)), name='escalation_says_what'),
        ),
        migrations.AddConstraint(
            model_name='mailsettings',
            constraint=models.CheckConstraint(condition=models.Q(('digest_day__lte', 6)), name='mail_settings_day_of_the_week'),
        ),
        migrations.AddConstraint(
            model_name='meetingdecision',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='meeting_decision_says_what'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['strategy', 'monitoring'])), name='review_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided', ''), ('held_on__isnull', True)), models.Q(('held_on__isnull', False), models.Q(('decided', ''), _negated=True)), _connector='OR'), name='review_held_says_what_was_decided'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('followed_up', ''), ('followed_up_on__isnull', True)), models.Q(('followed_up_on__gte', models.F('held_on')), models.Q(('followed_up', ''), _negated=True)), _connector='OR'), name='review_followed_up_after_held'),
        ),
        migrations.AddConstraint(
            model_name='roundreport',
            constraint=models.UniqueConstraint(fields=('body', 'meeting', 'version'), name='round_report_version_once'),
        ),
        migrations.AddConstraint(
            model_name='roundreport',
            constraint=models.UniqueConstraint(condition=models.Q(('submitted_at__isnull', True)), fields=('body', 'meeting'), name='round_report_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='roundreport',
            constraint=models.CheckConstraint(condition=models.Q(('overall__in', ['', 'on_track', 'at_risk', 'off_track'])), name='round_report_overall_known'),
        ),
        migrations.AddConstraint(
            model_name='roundreport',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_at__isnull', True), models.Q(models.Q(('overall', ''), _negated=True), models.Q(('why', ''), _negated=True), models.Q(('progress', ''), _negated=True), ('submitted_at', models.F('recorded_at'))), _connector='OR'), name='round_report_submitted_says_it_all'),
        ),
        migrations.AddConstraint(
            model_name='termsofreference',
            constraint=models.CheckConstraint(condition=models.Q(('review_on__isnull', True), ('review_on__gt', models.F('approved_on')), _connector='OR'), name='terms_reviewed_after_approved'),
        ),
        migrations.AddConstraint(
            model_name='unwanted',
            constraint=models.UniqueConstraint(fields=('person', 'kind'), name='unwanted_once'),
        ),
    ]

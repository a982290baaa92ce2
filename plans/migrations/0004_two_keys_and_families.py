"""Two keys for a sign-off, actions signed off, still embedded; families; what escalations and mail links are about.

Altering the table of sign-offs takes its guards away on SQLite, so they are released first and put back.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config import guards

ledger = import_module("plans.migrations.0002_keep_the_ledger")
LEDGER = {
    "plans_signature": "A signature that was recorded",
    "plans_deferral": "A deferral that was recorded",
    "plans_embeddedanswer": "An answer that was recorded",
    "plans_actionsignoff": "A judgement that was recorded",
    "plans_experience": "What families said, once recorded,",
    "plans_told": "What families were told, once recorded,",
    "plans_milestoneescalation": "What an escalation is about",
}
GUARDS = tuple(guard for table, what in LEDGER.items() for guard in guards.never_changed(table, what))


def keep(apps, schema_editor):
    """Put every guard in place, once."""
    guards.keep(schema_editor, GUARDS)


def release(apps, schema_editor):
    """Take every guard away, where there is one."""
    guards.release(schema_editor, GUARDS)


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0003_meetings_rounds_and_escalations'),
        ('plans', '0003_date_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(ledger.release, ledger.keep),
        migrations.AddField(
            model_name='action',
            name='replaces',
            field=models.ManyToManyField(blank=True, help_text='Actions of the edition before.', related_name='replaced_by', to='plans.action'),
        ),
        migrations.AddField(
            model_name='historicalplan',
            name='replaces',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The edition of the plan before this one.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='plan',
            name='replaces',
            field=models.ForeignKey(blank=True, help_text='The edition of the plan before this one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='content_sha256',
            field=models.CharField(blank=True, help_text='Of the claim and its evidence, as answered. Empty where carried over.', max_length=64),
        ),
        migrations.AddField(
            model_name='signoff',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='governance.meeting'),
        ),
        migrations.CreateModel(
            name='ActionSignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('carried_over', models.BooleanField(default=False)),
                ('judged', models.CharField(choices=[('reached', 'The intended outcome was reached'), ('not_reached', 'The intended outcome was not reached yet')], max_length=12)),
                ('words', models.TextField()),
                ('decided_on', models.DateField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='plans.action')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='action_sign_offs', to='governance.meeting')),
            ],
            options={
                'ordering': ('recorded_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('judged__in', ['reached', 'not_reached'])), name='action_judged_known'), models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(('content_sha256', ''), _negated=True)), name='action_judged_in_words_on_exact_content')],
            },
        ),
        migrations.CreateModel(
            name='AnswerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('milestones', models.ManyToManyField(related_name='answer_links', to='plans.milestone')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answer_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='answer_link_expires_later')],
            },
        ),
        migrations.CreateModel(
            name='Deferral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('carried_over', models.BooleanField(default=False)),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deferrals', to='governance.meeting')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deferrals', to='plans.statusupdate')),
            ],
            options={
                'ordering': ('recorded_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='deferral_says_why'), models.UniqueConstraint(fields=('update', 'meeting'), name='deferral_once_a_meeting')],
            },
        ),
        migrations.CreateModel(
            name='EmbeddedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('carried_over', models.BooleanField(default=False)),
                ('still_embedded', models.BooleanField()),
                ('words', models.TextField(verbose_name='how it can be seen')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reopened_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reopens', to='plans.statusupdate')),
                ('sign_off', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='embedded', to='plans.signoff')),
            ],
            options={
                'ordering': ('recorded_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reopened_by__isnull', True), ('still_embedded', True)), models.Q(('reopened_by__isnull', False), ('still_embedded', False)), _connector='OR'), name='embedded_no_reopens'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='embedded_says_how_it_is_seen')],
            },
        ),
        migrations.CreateModel(
            name='Experience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('heard_on', models.DateField()),
                ('asked', models.TextField(verbose_name='what was asked, of how many families')),
                ('said', models.TextField(verbose_name='what families said')),
                ('is_better', models.CharField(choices=[('better', 'Better'), ('same', 'The same'), ('worse', 'Worse'), ('mixed', 'Mixed')], max_length=10, verbose_name='is it better for families?')),
                ('action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='experiences', to='plans.action')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='experiences', to='plans.areaforimprovement')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='experiences', to='governance.body', verbose_name='forum')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='experiences', to='plans.plan')),
            ],
            options={
                'ordering': ('-heard_on', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('action__isnull', True), ('area__isnull', False)), models.Q(('action__isnull', False), ('area__isnull', True)), _connector='OR'), name='experience_of_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('said', ''), _negated=True), models.Q(('asked', ''), _negated=True)), name='experience_says_what'), models.CheckConstraint(condition=models.Q(('is_better__in', ['better', 'same', 'worse', 'mixed'])), name='experience_better_known')],
            },
        ),
        migrations.CreateModel(
            name='MilestoneEscalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='plans.action')),
                ('escalation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='in_the_plan', to='governance.escalation')),
                ('milestone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='plans.milestone')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='governance.post')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('action__isnull', True), ('milestone__isnull', False), ('post__isnull', True)), models.Q(('action__isnull', False), ('milestone__isnull', True), ('post__isnull', True)), models.Q(('action__isnull', True), ('milestone__isnull', True), ('post__isnull', False)), _connector='OR'), name='milestone_escalation_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('carried_over', models.BooleanField(default=False)),
                ('side', models.CharField(blank=True, choices=[('', 'The operational group'), ('council', 'Council'), ('health', 'Health')], default='', max_length=10)),
                ('capacity', models.CharField(choices=[('member', 'Operational group member'), ('deputy', 'Named deputy, as nobody else was eligible'), ('co_chair', 'Co-chair of the board, as nobody else was eligible')], default='member', max_length=10)),
                ('content_sha256', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='governance.meeting')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='plans.statusupdate')),
            ],
            options={
                'ordering': ('recorded_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('update', 'side'), name='signature_once_for_each_side'), models.CheckConstraint(condition=models.Q(('side__in', ['', 'council', 'health'])), name='signature_side_known'), models.CheckConstraint(condition=models.Q(('capacity__in', ['member', 'deputy', 'co_chair'])), name='signature_capacity_known'), models.CheckConstraint(condition=models.Q(('content_sha256', ''), _negated=True), name='signature_of_exact_content')],
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('told_on', models.DateField()),
                ('channel', models.CharField(choices=[('local_offer', 'Local Offer'), ('forum', 'Parent carer forum'), ('newsletter', 'Newsletter'), ('meeting', 'Meeting or event'), ('letter', 'Letter or e-mail'), ('other', 'Another way')], max_length=12)),
                ('what', models.TextField(verbose_name='what they were told')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='where it can be read')),
                ('action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='told', to='plans.action')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='plans.plan')),
            ],
            options={
                'verbose_name_plural': 'told',
                'ordering': ('-told_on', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['local_offer', 'forum', 'newsletter', 'meeting', 'letter', 'other'])), name='told_channel_known'), models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='told_says_what')],
            },
        ),
        migrations.RunPython(ledger.keep, ledger.release),
        migrations.RunPython(keep, release),
    ]

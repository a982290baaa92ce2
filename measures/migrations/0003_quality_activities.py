"""Quality assurance activities, and the series that an escalation is about, which is kept as it was raised."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from config import guards

GUARDS = guards.never_changed("measures_seriesescalation", "What an escalation is about")


def keep(apps, schema_editor):
    """Put every guard in place, once."""
    guards.keep(schema_editor, GUARDS)


def release(apps, schema_editor):
    """Take every guard away, where there is one."""
    guards.release(schema_editor, GUARDS)


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0003_meetings_rounds_and_escalations'),
        ('measures', '0002_keep_the_readings'),
        ('plans', '0004_two_keys_and_families'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalQualityActivity',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('audit', 'Audit'), ('survey', 'Survey'), ('feedback', 'Feedback')], max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('planned_for', models.DateField()),
                ('held_on', models.DateField(blank=True, null=True)),
                ('sample', models.CharField(blank=True, max_length=300, verbose_name='sample: what was looked at, and how many')),
                ('findings', models.TextField(blank=True, verbose_name='what was found')),
                ('what_changed', models.TextField(blank=True, verbose_name='what changed because of it')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.plan')),
            ],
            options={
                'verbose_name': 'historical quality activity',
                'verbose_name_plural': 'historical quality activities',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='QualityActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('audit', 'Audit'), ('survey', 'Survey'), ('feedback', 'Feedback')], max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('planned_for', models.DateField()),
                ('held_on', models.DateField(blank=True, null=True)),
                ('sample', models.CharField(blank=True, max_length=300, verbose_name='sample: what was looked at, and how many')),
                ('findings', models.TextField(blank=True, verbose_name='what was found')),
                ('what_changed', models.TextField(blank=True, verbose_name='what changed because of it')),
                ('actions', models.ManyToManyField(blank=True, related_name='quality_activities', to='plans.action')),
                ('measures', models.ManyToManyField(blank=True, related_name='quality_activities', to='measures.successmeasure')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quality_activities', to='plans.plan')),
            ],
            options={
                'verbose_name_plural': 'quality activities',
                'ordering': ('-planned_for', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalQualityActivity_measures',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='measures.historicalqualityactivity')),
                ('successmeasure', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='measures.successmeasure')),
                ('qualityactivity', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='measures.qualityactivity')),
            ],
            options={
                'verbose_name': 'HistoricalQualityActivity_measures',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalQualityActivity_actions',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                ('action', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.action')),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='measures.historicalqualityactivity')),
                ('qualityactivity', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='measures.qualityactivity')),
            ],
            options={
                'verbose_name': 'HistoricalQualityActivity_actions',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SeriesEscalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('escalation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='in_the_measures', to='governance.escalation')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='measures.series')),
            ],
        ),
        migrations.AddConstraint(
            model_name='qualityactivity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['audit', 'survey', 'feedback'])), name='quality_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='qualityactivity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('findings', ''), ('held_on__isnull', True)), models.Q(('held_on__isnull', False), models.Q(('findings', ''), _negated=True), models.Q(('sample', ''), _negated=True)), _connector='OR'), name='quality_held_says_what_was_found'),
        ),
        migrations.RunPython(keep, release),
    ]

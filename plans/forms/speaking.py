"""Whose words are typed: one's own, or those of a post, which an officer heard and writes down."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.models import Post
from governance.roles import Scope, Standing, may
from governance.verbs import Verb
from plans.models import StatusUpdate


class SpeakingForm(forms.Form):
    """What somebody says of a milestone, and for whom they say it."""

    on_behalf_of = forms.ModelChoiceField(
        label="Whose words are these?",
        queryset=Post.objects.none(),
        blank=True,
        widget=forms.RadioSelect,
        empty_label="Mine: I say it myself",
        error_messages={"required": "Choose the post that said it."},
    )
    heard = forms.ChoiceField(
        label="How did you hear it?", choices=StatusUpdate.Heard.choices, widget=forms.RadioSelect, required=False
    )

    whose_words: tuple[str, ...] = ("on_behalf_of", "heard")
    """The fields that only somebody who writes for a post has a use for."""

    def ask_whose_words(self, of: Scope, who: Standing) -> None:
        """Put these fields first for those who may write for a post; leave them out for everybody else."""
        if may(who, Verb.RECORD_FOR_POST, of):
            self._offer_posts(of, may_speak_themselves=may(who, Verb.UPDATE, of))
            return
        for name in self.whose_words:
            del self.fields[name]

    def _offer_posts(self, of: Scope, *, may_speak_themselves: bool) -> None:
        posts: Any = self.fields["on_behalf_of"]
        posts.queryset = Post.objects.filter(pk__in=of.posts).select_related("organisation")
        posts.required = not may_speak_themselves
        if posts.required:
            posts.empty_label = None
            self.initial["on_behalf_of"] = next(iter(of.posts)) if len(of.posts) == 1 else None
        self.order_fields(list(self.whose_words))

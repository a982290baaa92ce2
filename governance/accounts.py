"""Who may have an account: only those an officer made one for."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts without public sign-up. Posts and seats are given by officers, and so are accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account that nobody gave a post or a seat would see nothing."""
        return False

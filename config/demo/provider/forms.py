"""The login form, with a limit on guesses."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError

from config.demo.provider.people import BY_USERNAME

ATTEMPTS = 10
WINDOW_SECONDS = 300


class LoginForm(AuthenticationForm):
    """Ten wrong passwords within five minutes shut one account for the rest of them."""

    error_messages = {
        "invalid_login": "This name and password do not belong together.",
        "inactive": "This account is not active.",
        "shut": "Too many wrong passwords for this account. It opens again within"
        f" {WINDOW_SECONDS // 60} minutes.",
    }

    def clean(self) -> dict[str, Any]:
        key = f"attempts:{self.cleaned_data.get('username')}"
        self._count(key)
        cleaned = super().clean()
        cache.delete(key)
        return cleaned

    def _count(self, key: str) -> None:
        """Count before the password is looked at, so that parallel guesses count."""
        if self.cleaned_data.get("username") not in BY_USERNAME:
            return  # nobody to guard, and no memory for invented names
        cache.add(key, 0, WINDOW_SECONDS)
        if cache.incr(key) > ATTEMPTS:
            raise ValidationError(self.error_messages["shut"], code="shut")

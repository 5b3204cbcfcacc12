"""What the provider accepts from a product and says about a person."""

from datetime import datetime
from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator

from config.demo.provider.people import BY_USERNAME


class Validator(OAuth2Validator):  # type: ignore[misc]  # the library has no types
    oidc_claim_scope = OAuth2Validator.oidc_claim_scope | {"groups": "groups"}

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """To the letter; the toolkit would allow any port of a loopback address."""
        return redirect_uri in request.client.redirect_uris.split()

    def validate_silent_login(self, request: Any) -> bool:
        """`prompt=none`: the view has refused whoever is not logged in."""
        return True

    def validate_silent_authorization(self, request: Any) -> bool:
        """Nobody is asked for consent here."""
        return True

    def get_additional_claims(self, request: Any) -> dict[str, object]:
        """Overrides `sub`, which would be the number of the row otherwise."""
        person = BY_USERNAME[request.user.get_username()]
        return {
            "sub": person.subject,
            "preferred_username": person.username,
            "name": person.name,
            "email": person.email,
            "email_verified": True,
            "groups": list(person.groups),
        }

    def get_id_token_dictionary(
        self, token: Any, token_handler: Any, request: Any
    ) -> tuple[dict[str, object], datetime]:
        claims, expires = super().get_id_token_dictionary(token, token_handler, request)
        return claims | {"azp": request.client.client_id}, expires

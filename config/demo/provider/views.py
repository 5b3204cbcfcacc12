"""The provider's pages: log in, log out, and what it is."""

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from oauth2_provider.exceptions import InvalidOIDCRedirectURIError
from oauth2_provider.models import Application
from oauth2_provider.views import AuthorizationView, RPInitiatedLogoutView

from config.demo.provider.configuration import current
from config.demo.provider.forms import LoginForm
from config.demo.provider.people import PEOPLE


class LogIn(LoginView):
    template_name = "provider/login.html"
    authentication_form = LoginForm
    extra_context = {"people": PEOPLE}


class Authorize(AuthorizationView):  # type: ignore[misc]  # the library has no types
    """Shows a page only when a request is refused: no consent is asked for here."""

    template_name = "provider/refused.html"


class LogOut(RPInitiatedLogoutView):  # type: ignore[misc]  # the library has no types
    template_name = "provider/logout.html"

    def validate_post_logout_redirect_uri(
        self, application: Application | None, post_logout_redirect_uri: str | None
    ) -> None:
        """To the letter, as with the way in."""
        uri = post_logout_redirect_uri
        super().validate_post_logout_redirect_uri(application, uri)
        if application and uri:
            known = application.post_logout_redirect_uris.split()
            if uri not in known:
                raise InvalidOIDCRedirectURIError("This address is not registered.")


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "provider/home.html", {"people": PEOPLE})


def discovery(request: HttpRequest) -> JsonResponse:
    """Built from the configured issuer; the Host header says nothing here."""
    issuer = current().issuer
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/o/authorize/",
            "token_endpoint": f"{issuer}/o/token/",
            "userinfo_endpoint": f"{issuer}/o/userinfo/",
            "jwks_uri": f"{issuer}/o/.well-known/jwks.json",
            "end_session_endpoint": f"{issuer}/o/logout/",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "email", "groups"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "client_secret_basic",
            ],
            "authorization_response_iss_parameter_supported": True,
        }
    )

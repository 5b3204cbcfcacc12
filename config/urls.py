"""Every address of the product. Lower layers first: their names are the fixed ones."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from mozilla_django_oidc.urls import OIDCAuthenticateClass, OIDCCallbackClass

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("governance.urls")),
    path(
        "oidc/authenticate/",
        OIDCAuthenticateClass.as_view(),
        name="oidc_authentication_init",
    ),
    path(
        "oidc/callback/",
        OIDCCallbackClass.as_view(),
        name="oidc_authentication_callback",
    ),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema"),
        name="api_docs",
    ),
]
APPS = ("registry", "deployments", "reports")
urlpatterns += [path("", include(f"{name}.urls")) for name in APPS]
urlpatterns += [
    path("api/v1/", include(f"{name}.api.urls")) for name in ("governance", *APPS)
]

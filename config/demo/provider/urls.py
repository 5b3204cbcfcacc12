"""Only what OpenID Connect needs; the toolkit's other pages are not reachable."""

from django.urls import include, path
from oauth2_provider.views import JwksInfoView, TokenView, UserInfoView

from config.demo.provider import views

protocol = [
    path("authorize/", views.Authorize.as_view(), name="authorize"),
    path("token/", TokenView.as_view(), name="token"),
    path("userinfo/", UserInfoView.as_view(), name="user-info"),
    path("logout/", views.LogOut.as_view(), name="rp-initiated-logout"),
    path(".well-known/jwks.json", JwksInfoView.as_view(), name="jwks-info"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.LogIn.as_view(), name="login"),
    path(".well-known/openid-configuration", views.discovery, name="discovery"),
    path("o/", include((protocol, "oauth2_provider"))),
]
